"""A foto prova um lugar: no lote não vai a duas ruas, e a errada corrige-se com o motivo, sem se perder."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from contas.models import Usuario
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from tests.solicitacoes import elenco, pedindo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"
LOTE = f"{CAIXA}lote/"
FIM = {"desfecho": "realizado", "resposta": elenco.FRASE}


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


def _texto(resposta: Any) -> str:
    return " ".join(BeautifulSoup(resposta.content, "lxml").get_text(" ").split())


def _em_duas_ruas(caixa: Unidade) -> tuple[Solicitacao, Solicitacao]:
    aqui = elenco.solicitacao(caixa, logradouro="Rua Direita", numero="10", ha_dias=5)
    return aqui, elenco.solicitacao(caixa, logradouro="Rua São Bento", numero="20", ha_dias=2)


def _finalizar(client: Client, casos: list[Solicitacao], envio: object, **dados: Any) -> Any:
    marcados = [f"{caso.protocolo}.{caso.versao}" for caso in casos]
    padrao = {"ato": "finalizar", "envio": str(envio), "p": marcados, "caixa": "SMPR-CPO-STM-Sé", **FIM}
    return client.post(LOTE, padrao | dados, follow=True)


# --- no lote ------------------------------------------------------------------------------


def test_a_foto_de_um_lugar_nao_prova_dois(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    aqui, ali = _em_duas_ruas(caixa)
    pagina = client.post(LOTE, {"ato": "finalizar", "p": [aqui.protocolo, ali.protocolo]})
    assert "você marcou pedidos de 2 lugares" in _texto(pagina)
    envio = uuid4()
    for botao in ("ver", "confirmar"):
        resposta = _finalizar(client, [aqui, ali], envio, fotos=[pedindo.foto()], **{botao: "sim"})
        assert resposta.status_code == 422
        assert "Uma foto mostra um lugar, e você marcou pedidos de 2 lugares." in _texto(resposta)
        assert elenco.FRASE in _texto(resposta)
    assert not Solicitacao.objects.encerradas().exists()
    assert "1 pedido feito" in _texto(_finalizar(client, [aqui], envio, confirmar="sim"))
    assert (aqui.anexos.count(), ali.anexos.count()) == (1, 0)


def test_sem_foto_os_de_muitos_lugares_se_finalizam_de_uma_vez(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    assert "2 pedidos feitos" in _texto(_finalizar(client, [*_em_duas_ruas(caixa)], uuid4(), confirmar="sim"))


def test_onde_o_servico_pede_foto_cada_lugar_manda_a_sua(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    poda = elenco.servico("poda", "Poda de árvore", prova=["foto"])
    casos = [elenco.solicitacao(caixa, servico=poda, numero=numero) for numero in ("10", "20")]
    resposta = _finalizar(client, casos, uuid4(), ver="sim")
    assert resposta.status_code == 422
    assert "Este serviço pede uma foto: deixe marcados só os de um lugar" in _texto(resposta)


def test_o_grupo_de_um_principal_e_um_lugar_so(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    aqui, ali = _em_duas_ruas(caixa)
    aqui = acoes.agrupar(principal=aqui, versao=1, por=elenco.autor(servidor, caixa), outras=[ali])
    feito = _finalizar(client, [aqui], uuid4(), fotos=[pedindo.foto()], confirmar="sim")
    assert "1 pedido feito" in _texto(feito)
    assert [caso.anexos.count() for caso in (aqui, ali)] == [1, 1]


# --- corrigir ------------------------------------------------------------------------------


def _finalizados(client: Client, caixa: Unidade, quem: Usuario) -> list[Solicitacao]:
    """Dois pedidos juntos, finalizados com a mesma foto."""
    casos = [elenco.solicitacao(caixa, ha_dias=dias) for dias in (5, 2)]
    acoes.agrupar(principal=casos[0], versao=1, por=elenco.autor(quem, caixa), outras=casos[1:])
    _finalizar(client, casos[:1], uuid4(), fotos=[pedindo.foto("errada.jpg")], confirmar="sim")
    return [Solicitacao.objects.get(pk=caso.pk) for caso in casos]


def _corrigir(client: Client, caso: Solicitacao, **dados: Any) -> Any:
    padrao = {
        "versao": caso.versao,
        "envio": str(uuid4()),
        "motivo": "A foto era de outra rua, e foi trocada.",
    }
    return client.post(f"{CAIXA}{caso.protocolo}/corrigir-prova/", padrao | dados, follow=True)


def test_a_foto_errada_sai_a_certa_entra_e_nada_se_perde(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    casos = _finalizados(client, caixa, servidor)
    errada = casos[0].anexos.get()
    certa = pedindo.foto("certa.jpg", "blue")
    pagina = _corrigir(client, casos[0], tirar=[errada.pk], fotos=[certa])
    assert "As fotos do que foi feito estão corrigidas." in _texto(pagina)
    assert pagina.redirect_chain[-1][0].endswith(f"/{casos[0].protocolo}/")
    for caso in casos:
        assert [foto.nome for foto in caso.anexos.all()] == ["certa.jpg"]
        (tirada,) = caso.fotos_tiradas.all()
        passo = caso.andamentos.get(ordem=tirada.tirada_na)
        assert (tirada.arquivo, passo.usuario) == (errada.arquivo, servidor)
        assert passo.texto == "A foto era de outra rua, e foi trocada."
    pagina = client.get(f"{CAIXA}{casos[0].protocolo}/")
    assert "1 foto tirada da prova" in _texto(pagina)
    assert "Fotos: errada.jpg → certa.jpg" in _texto(pagina)
    (imagem,) = BeautifulSoup(pagina.content, "lxml").select("[aria-label='Fotos tiradas da prova'] img")
    assert b"".join(client.get(str(imagem["src"])))
    assert client.get(f"/solicitar/anexo/{errada.pk}/grande/").status_code == 404
    alheio = elenco.solicitacao(caixa)
    foto = casos[0].fotos_tiradas.get().pk
    assert client.get(f"{CAIXA}{alheio.protocolo}/tirada/{foto}/").status_code == 404


def test_corrigir_diz_o_que_falta_e_nao_deixa_sem_a_foto_que_o_servico_pede(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    caso = elenco.solicitacao(caixa, servico=elenco.servico("poda", "Poda de árvore", prova=["foto"]))
    assert _corrigir(client, caso).status_code == 409
    _finalizar(client, [caso], uuid4(), fotos=[pedindo.foto()], confirmar="sim")
    caso.refresh_from_db()
    nada = _corrigir(client, caso)
    assert nada.status_code == 422
    assert "Marque a foto que sai, ou mande a que falta." in _texto(nada)
    sem_foto = _corrigir(client, caso, tirar=[caso.anexos.get().pk])
    assert sem_foto.status_code == 409
    assert "só se finaliza como realizado com a prova: foto" in _texto(sem_foto)
    assert caso.anexos.count() == 1
    assert not caso.fotos_tiradas.exists()
