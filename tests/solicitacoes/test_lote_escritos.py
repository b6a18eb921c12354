"""O que se escreve num lote e não se envia volta no seguinte do mesmo ato, ou com os mesmos pedidos."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory

from contas import aparelhos
from contas.models import Usuario
from protocolo.models import Rascunho
from roteamento.models import Unidade
from solicitacoes.models import Solicitacao
from tests.solicitacoes import elenco, pedindo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]
CAIXA = "/caixa/SMPR-CPO-STM-Sé/"
LOTE = f"{CAIXA}lote/"
TEXTO = "Fomos duas vezes e o portão estava fechado."


@pytest.fixture
def caixa(db: None) -> Unidade:
    cache.clear()
    return elenco.unidade()


@pytest.fixture
def servidor(client: Client, caixa: Unidade) -> Usuario:
    quem = elenco.servidor(caixa, elenco.unidade("ILUME", "Iluminação pública", subprefeitura=None))
    client.force_login(quem)
    return quem


@pytest.fixture
def casos(caixa: Unidade) -> list[Solicitacao]:
    return [elenco.solicitacao(caixa, numero=str(numero)) for numero in (1, 2, 3)]


def _sopa(resposta: Any) -> BeautifulSoup:
    assert resposta.status_code == 200
    return BeautifulSoup(resposta.content, "lxml")


def _marcar(client: Client, casos: list[Solicitacao], ato: str = "indeferir", **dados: str) -> BeautifulSoup:
    return _sopa(client.post(LOTE, {"ato": ato, "p": [caso.protocolo for caso in casos], **dados}))


def _formulario(pagina: BeautifulSoup) -> dict[str, Any]:
    """O que o formulário do lote levaria adiante."""
    dados: dict[str, Any] = {}
    for campo in pagina.select("form.sp-lote input[name], form.sp-lote textarea[name]"):
        if campo.get("type") in {"checkbox", "radio"} and not campo.has_attr("checked"):
            continue
        valor = campo.text.strip() if campo.name == "textarea" else str(campo.get("value", ""))
        dados.setdefault(str(campo["name"]), []).append(valor)
    return dados


def _escrever(client: Client, casos: list[Solicitacao], **dados: Any) -> Any:
    """Escreve no formulário e deixa-o, como o htmx o guarda."""
    escrito = _formulario(_marcar(client, casos)) | {"motivo": "outro", "resposta": TEXTO, "guardar": "sim"}
    return client.post(LOTE, escrito | dados, headers={"HX-Request": "true"})


def _texto(pagina: BeautifulSoup) -> str:
    return pagina.select("textarea[name=resposta]")[0].get_text().strip()


def test_volta_no_lote_seguinte_do_mesmo_ato_com_os_pedidos_de_agora(
    client: Client, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    assert "Guardado às" in _escrever(client, casos[:2]).content.decode()
    pagina = _marcar(client, casos[2:])
    assert pagina.select(".sp-retomado")
    assert _texto(pagina) == TEXTO
    assert pagina.select("input[name=motivo][value=outro][checked]")
    assert [str(p["value"]).partition(".")[0] for p in pagina.select(".sp-lote [name=p]")] == [
        casos[2].protocolo
    ]
    assert not pagina.select(".govuk-error-message")
    assert not _marcar(client, casos, "transferir").select(".sp-retomado")


def test_quem_abre_o_endereco_acha_os_mesmos_pedidos(
    client: Client, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    assert client.get(LOTE).headers["Location"].endswith(CAIXA.replace("é", "%C3%A9"))
    _escrever(client, casos[:2])
    pagina = _sopa(client.get(LOTE))
    assert _texto(pagina) == TEXTO
    marcados = {str(p["value"]).partition(".")[0] for p in pagina.select(".sp-lote [name=p][checked]")}
    assert marcados == {caso.protocolo for caso in casos[:2]}
    assert client.get("/caixa/ILUME/lote/").status_code == 302


def test_o_que_vai_ate_a_previa_tambem_fica_e_o_lote_feito_o_apaga(
    client: Client, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    dados = _formulario(_marcar(client, casos)) | {"motivo": "outro", "resposta": TEXTO}
    previa = _sopa(client.post(LOTE, {**dados, "ver": "sim"}))
    assert _texto(_sopa(client.get(LOTE))) == TEXTO
    client.post(LOTE, {**_formulario(previa), "confirmar": "sim"})
    assert client.get(LOTE).status_code == 302
    assert not Solicitacao.objects.abertas().exists()
    assert not Rascunho.objects.filter(tipo="escrito").exclude(dados={}).exists()


def test_sem_javascript_o_botao_guarda_com_as_fotos_e_o_outro_apaga(
    client: Client, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    dados = _formulario(_marcar(client, casos, "finalizar"))
    envio = dados | {"resposta": TEXTO, "desfecho": "realizado", "guardar": "sim", "fotos": pedindo.foto()}
    pagina = _sopa(client.post(LOTE, envio, follow=True))
    assert "está guardado" in pagina.get_text()
    assert _texto(pagina) == TEXTO
    assert len(pagina.select(".sp-fotos__foto")) == 1
    apagar = {str(c["name"]): str(c["value"]) for c in pagina.select(".sp-retomado [name]")}
    limpa = _sopa(client.post(LOTE, apagar))
    assert not limpa.select(".sp-retomado")
    assert _texto(limpa) == ""
    assert client.get(LOTE).status_code == 302


def test_quem_nada_escreveu_nada_guarda(client: Client, servidor: Usuario, casos: list[Solicitacao]) -> None:
    _escrever(client, casos, motivo="", resposta="")
    assert not Rascunho.objects.filter(tipo="escrito").exists()


def test_com_um_pedido_sigiloso_fica_cifrado(
    client: Client, servidor: Usuario, caixa: Unidade, casos: list[Solicitacao]
) -> None:
    sigiloso = elenco.solicitacao(caixa, servico=elenco.servico("abrigo", "Abrigo", sigilosa=True))
    _escrever(client, [*casos, sigiloso])
    (guardado,) = Rascunho.objects.filter(tipo="escrito")
    assert guardado.sigiloso
    assert TEXTO not in str(guardado.dados)


def test_a_sessao_que_acaba_no_meio_do_lote_nao_perde_o_texto(
    client: Client, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    dados = _formulario(_marcar(client, casos)) | {"motivo": "outro", "resposta": TEXTO, "ver": "sim"}
    pedido, deste_navegador = RequestFactory().get("/"), HttpResponse()
    pedido.user = AnonymousUser()
    aparelhos.lembrar(pedido, deste_navegador, servidor.pk)
    client.cookies.update(deste_navegador.cookies)
    client.cookies.pop("sessionid")
    ida = client.post(LOTE, dados, headers={"Referer": f"http://testserver{LOTE}"})
    assert ida.status_code == 303
    assert "next=" in ida.headers["Location"]
    client.force_login(servidor)
    assert _texto(_sopa(client.get(LOTE))) == TEXTO
