"""O que se escreve num ato e não se envia volta ao campo: só a quem o escreveu, até se fazer ou vencer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from assistente import escritos
from assistente.tasks import limpar_rascunhos
from avisos.models import Cidade
from contas.models import Usuario
from ouvidoria import acoes as da_mesa
from ouvidoria.situacoes import TipoDeManifestacao
from protocolo.models import Rascunho
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from tests.ouvidoria import elenco as ouvidoria
from tests.solicitacoes import elenco, pedindo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]
CAIXA = "/caixa/SMPR-CPO-STM-Sé/"
TEXTO = "Fomos duas vezes e o portão estava fechado."
HTMX = {"HX-Request": "true"}


@pytest.fixture
def caixa(db: None) -> Unidade:
    cache.clear()
    return elenco.unidade()


@pytest.fixture
def servidor(client: Client, caixa: Unidade) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


@pytest.fixture
def caso(caixa: Unidade) -> Solicitacao:
    return elenco.solicitacao(caixa)


def _onde(caso: Solicitacao, ato: str = "indeferir") -> str:
    return f"{CAIXA}{caso.protocolo}/{ato}/"


def _escrever(client: Client, caso: Solicitacao, ato: str = "indeferir", **dados: str) -> Any:
    padrao = {"versao": str(caso.versao), "resposta": TEXTO, "motivo": "area_particular", "guardar": "sim"}
    return client.post(_onde(caso, ato), padrao | dados, headers=HTMX)


def _pagina(client: Client, endereco: str, status: int = 200) -> BeautifulSoup:
    resposta = client.get(endereco)
    assert resposta.status_code == status
    return BeautifulSoup(resposta.content, "lxml")


def _campo(pagina: BeautifulSoup, nome: str = "resposta") -> str:
    return pagina.select(f"textarea[name={nome}]")[0].get_text().strip()


def _do_ato() -> int:
    return Rascunho.objects.filter(tipo=escritos.TIPO, expira_em__gt=timezone.now()).count()


def test_guarda_enquanto_se_escreve_e_traz_de_volta_com_a_escolha(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    resposta = _escrever(client, caso)
    assert resposta.status_code == 200
    assert resposta.content.decode().strip().startswith("Guardado às ")
    _escrever(client, caso, resposta=f"{TEXTO} Voltamos amanhã.")
    assert _do_ato() == 1, "um por pessoa e página"
    pagina = _pagina(client, _onde(caso))
    assert _campo(pagina) == f"{TEXTO} Voltamos amanhã."
    assert pagina.select("input[name=motivo][value=area_particular][checked]")
    assert "está de volta nos campos" in pagina.text
    assert not pagina.select(".govuk-error-summary")
    assert not Solicitacao.objects.get(pk=caso.pk).encerrada_em


def test_o_que_se_enviou_com_erro_ou_ate_a_previa_tambem_fica_e_o_ato_feito_o_apaga(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    dados = {"versao": str(caso.versao), "resposta": "curta"}
    assert client.post(_onde(caso), dados).status_code == 422
    assert _campo(_pagina(client, _onde(caso))) == "curta"
    dados |= {"resposta": TEXTO, "motivo": "area_particular"}
    assert client.post(_onde(caso), dados).status_code == 200
    assert _campo(_pagina(client, _onde(caso))) == TEXTO
    assert client.post(_onde(caso), dados | {"confirmar": "sim"}).status_code == 302
    assert _do_ato() == 0
    assert TEXTO not in str(Rascunho.objects.values_list("dados", flat=True))


def test_sem_javascript_o_botao_guarda_e_o_outro_apaga(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    pagina = _pagina(client, _onde(caso))
    assert pagina.select("form[data-ato] button[name=guardar]")
    dados = {"versao": str(caso.versao), "resposta": TEXTO, "guardar": "sim"}
    ida = client.post(_onde(caso), dados, follow=True)
    assert "está guardado" in ida.content.decode()
    assert client.post(_onde(caso), {"descartar": "sim"}).status_code == 303
    pagina = _pagina(client, _onde(caso))
    assert _campo(pagina) == ""
    assert "está de volta" not in pagina.text


def test_quem_apaga_tudo_nao_deixa_rascunho_e_o_enorme_nao_se_guarda(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    for resposta in ("  ", "a" * (escritos.MAIOR + 1)):
        _escrever(client, caso)
        _escrever(client, caso, resposta=resposta, motivo="")
        assert _do_ato() == 0


def test_so_quem_escreveu_o_le_e_ninguem_sem_a_caixa(
    client: Client, servidor: Usuario, caso: Solicitacao, caixa: Unidade
) -> None:
    _escrever(client, caso)
    client.force_login(elenco.servidor(caixa, nome="Outra"))
    assert _campo(_pagina(client, _onde(caso))) == ""
    client.post(_onde(caso), {"descartar": "sim"})
    client.force_login(elenco.servidor(elenco.unidade("ILUME", subprefeitura=None)))
    assert _escrever(client, caso).status_code == 403
    assert TEXTO not in client.get(_onde(caso)).content.decode()
    client.force_login(servidor)
    assert _campo(_pagina(client, _onde(caso))) == TEXTO


def test_o_pedido_que_mudou_diz_o_que_houve_e_o_texto_vale_para_a_versao_nova(
    client: Client, servidor: Usuario, caso: Solicitacao, caixa: Unidade
) -> None:
    _escrever(client, caso)
    acoes.iniciar(caso=caso, versao=caso.versao, por=elenco.autor(elenco.servidor(caixa, nome="Rita"), caixa))
    pagina = _pagina(client, _onde(caso))
    assert "Rita" in pagina.text
    assert _campo(pagina) == TEXTO
    assert pagina.select("input[name=versao]")[0]["value"] == str(caso.versao + 1)


@pytest.mark.parametrize("como", ["encerrado", "em outra unidade"])
def test_o_pedido_que_ja_nao_aceita_o_ato_mostra_o_que_se_escreveu(
    client: Client, servidor: Usuario, caso: Solicitacao, caixa: Unidade, como: str
) -> None:
    _escrever(client, caso)
    por = elenco.autor(elenco.servidor(caixa, nome="Rita"), caixa)
    if como == "encerrado":
        acoes.finalizar(caso=caso, versao=1, por=por, desfecho="realizado", resposta=elenco.FRASE)
    else:
        fora = elenco.unidade("ILUME", subprefeitura=None)
        acoes.transferir(caso=caso, versao=1, por=por, unidade=fora, motivo=elenco.FRASE)
    pagina = _pagina(client, _onde(caso), 409)
    assert TEXTO in str(pagina.select("textarea[readonly]"))


def test_vence_nos_dias_que_a_cidade_diz_e_a_rotina_o_apaga(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    Cidade.objects.update_or_create(pk=1, defaults={"dias_do_escrito": 3})
    _escrever(client, caso)
    linha = Rascunho.objects.get(tipo=escritos.TIPO)
    assert linha.expira_em - linha.criado_em == timedelta(days=3)
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1), tick=False):
        client.force_login(servidor)
        assert _campo(_pagina(client, _onde(caso))) == ""
        limpar_rascunhos()
    assert not Rascunho.objects.filter(tipo=escritos.TIPO).exists()


def test_as_fotos_ja_mandadas_voltam_com_o_texto(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    envio = "0c6ff1ad-86ae-4f7c-8a3d-0a5f9f0f4d12"
    dados = {"versao": str(caso.versao), "envio": envio, "resposta": TEXTO, "guardar": "sim"}
    client.post(_onde(caso, "finalizar"), dados | {"fotos": pedindo.foto()})
    pagina = _pagina(client, _onde(caso, "finalizar"))
    assert pagina.select(f"img[src*='{envio}']")
    assert pagina.select("input[name=envio]")[0]["value"] == envio


def test_de_servico_sigiloso_fica_cifrado_e_dura_um_dia(client: Client, caixa: Unidade) -> None:
    client.force_login(elenco.servidor(caixa))
    caso = elenco.solicitacao(caixa, servico=elenco.servico("abrigo", "Abrigo", sigilosa=True))
    _escrever(client, caso)
    linha = Rascunho.objects.get(tipo=escritos.TIPO)
    assert "portão" not in str(linha.dados)
    assert linha.expira_em - linha.criado_em == timedelta(hours=24)
    assert _campo(_pagina(client, _onde(caso))) == TEXTO


def test_some_quando_a_manifestacao_passa_a_denuncia(client: Client, db: None) -> None:
    """O da Ouvidoria e o de quem ela consulta, cujo endereço não diz o protocolo."""
    por, ivo = ouvidoria.ogm(), ouvidoria.interlocutor()
    caso, envio = ouvidoria.encaminhada()
    da_ouvidoria, do_orgao = f"/mesa/{caso.protocolo}/recolher/", f"/orgao/{envio.pk}/responder/"
    for quem, onde, campo in ((por, da_ouvidoria, "motivo"), (ivo, do_orgao, "resposta")):
        assert quem.usuario
        client.force_login(quem.usuario)
        client.post(onde, {"versao": str(caso.versao), campo: "Fomos", "guardar": "sim"}, headers=HTMX)
        Rascunho.objects.filter(dono=quem.usuario).update(assunto="")  # como o de quem saiu
        client.post(onde, {"versao": str(caso.versao), campo: TEXTO, "guardar": "sim"}, headers=HTMX)
        assert _campo(_pagina(client, onde), campo) == TEXTO
    caso = da_mesa.recolher(envio=envio, versao=caso.versao, por=por, motivo=elenco.FRASE)
    da_mesa.reclassificar(
        caso=caso, versao=caso.versao, por=por, tipo=TipoDeManifestacao.DENUNCIA, motivo=elenco.FRASE
    )
    assert _do_ato() == 0
    assert "portão" not in str(Rascunho.objects.values_list("dados", flat=True))
