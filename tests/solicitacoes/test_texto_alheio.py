"""O que um estranho escreve num pedido não sai, em nosso nome, no correio de outra pessoa."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from avisos.entrega import entregar_pendentes
from roteamento.models import Distrito
from solicitacoes import acoes
from solicitacoes.caixa.respostas_prontas import preencher
from solicitacoes.models import Solicitacao
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import BADARO, MARIA, PEQUENO, Pedinte, territorio

if TYPE_CHECKING:
    from django.test import Client

    from tests.correio import Correio

pytestmark = pytest.mark.django_db

ISCA = "Praça da Sé, pague sua multa hoje em sp156.app ou ligue 0800 770 1234"


@pytest.fixture
def quem(client: Client) -> Pedinte:
    territorio()
    return Pedinte(client)


def mandar(quem: Pedinte, **local: str) -> Solicitacao:
    """Pede pelas páginas, com este lugar, em nome e com o e-mail de outra pessoa."""
    quem.comecar()
    resposta = quem.mandar("local/", {**BADARO, **local})
    if resposta["Location"].endswith("/escolher/"):
        quem.mandar(
            "local/escolher/", {"lugar": "outro", "distrito": str(Distrito.objects.get(nome="Sé").pk)}
        )
    quem.mandar("detalhes/", {**PEQUENO, "descricao": ISCA})
    quem.mandar("identificacao/", {**MARIA, "nome": f"Maria {ISCA}"})
    assert quem.mandar("conferir/")["Location"].endswith("/confirmacao/")
    return Solicitacao.objects.latest("pk")


def chegou(correio: Correio) -> str:
    """Tudo o que se lê na última mensagem."""
    entregar_pendentes()
    mensagem = correio.mensagens[-1]
    partes = (mensagem.get_body((tipo,)) for tipo in ("plain", "html"))
    lidas = [parte.get_content() for parte in partes if parte]
    return "\n".join([str(mensagem["Subject"]), *lidas]).replace("\r\n", "\n")


def test_a_rua_que_a_base_nao_conhece_nao_sai_no_aviso(quem: Pedinte, correio: Correio) -> None:
    caso = mandar(quem, logradouro=ISCA, numero="0800 770 1234")
    assert caso.logradouro == ISCA, "no pedido fica o que se escreveu"
    lido = chegou(correio)
    assert "Local: Sé; o endereço está na página do pedido" in lido
    for pedaco in ("multa", "sp156.app", "0800", "ligue", "ponto de ônibus"):
        assert pedaco not in lido


@pytest.mark.parametrize(
    ("rua", "numero", "dito"),
    [
        ("r libero badaro", "425", "Local: Rua Líbero Badaró, 425, Sé"),
        ("Rua Líbero Badaró", "425A", "Local: Rua Líbero Badaró, 425A, Sé"),
        ("Rua Líbero Badaró", "425 ligue 0800", "Local: Rua Líbero Badaró, Sé"),
        ("Rua Líbero Badaró", "08007701234", "Local: Rua Líbero Badaró, Sé"),
    ],
)
def test_a_rua_conhecida_sai_com_o_nome_oficial_e_o_numero(
    quem: Pedinte, correio: Correio, rua: str, numero: str, dito: str
) -> None:
    mandar(quem, logradouro=rua, numero=numero)
    assert f"{dito}\n" in chegou(correio)


def test_a_resposta_pronta_tambem_so_cita_a_rua_que_a_base_conhece(quem: Pedinte) -> None:
    caso = mandar(quem, logradouro=ISCA, numero="10")
    assert preencher("A equipe foi a [endereço] e fez.", caso, timezone.now()) == "A equipe foi e fez."
    conhecida = elenco.solicitacao(numero="425")
    assert preencher("Foi a [endereço].", conhecida, timezone.now()) == "Foi a Rua Líbero Badaró, 425."


def test_o_link_que_o_servidor_escreveu_chega_como_texto(quem: Pedinte, correio: Correio) -> None:
    """A entrega só troca o do modelo, e uma vez."""
    caso = mandar(quem)
    por = elenco.autor(elenco.servidor(caso.unidade), caso.unidade)
    resposta = "Veja {{ link }} e {{ protocolo }}: a equipe foi ao local ontem e tapou o buraco da rua."
    acoes.finalizar(caso=caso, versao=caso.versao, por=por, desfecho="realizado", resposta=resposta)
    lido = chegou(correio)
    assert lido.replace("\u2060", "").count(resposta) == 2, "no texto e no HTML"
    assert lido.count(f"/acompanhar/{caso.protocolo}/") == 3, "um no texto; no HTML, o botão e o endereço"
