"""O passo do local com um geocodificador de fora: uma pista a mais, e nunca uma espera."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from roteamento.ruas.geocodificacao import DESCANSANDO
from tests.roteamento import servidor_de_fora as de_fora
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import BADARO, Pedinte, atributos, sopa, territorio

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]

NA_SE, EM_PINHEIROS = (-23.55, -46.633), (-23.565, -46.7)
COMPRIDA = {"logradouro": "Avenida Comprida", "numero": "10"}
SEM_FAMA = {"logradouro": "Rua Sem Fama", "numero": "10"}
LIMITE = 1.5


@pytest.fixture
def quem(client: Client) -> Iterator[Pedinte]:
    territorio()
    de_fora.contornar(elenco.distrito(78), -46.65, -23.57, -46.62, -23.53)
    de_fora.contornar(elenco.distrito(62), -46.72, -23.59, -46.68, -23.53)
    cache.delete(DESCANSANDO)
    pedinte = Pedinte(client)
    pedinte.comecar()
    yield pedinte
    cache.delete(DESCANSANDO)


def opcoes(quem: Pedinte) -> list[str]:
    return atributos(sopa(quem.ver("local/escolher/")).select("input[name=lugar]"), "value")


@pytest.mark.parametrize("atender", [de_fora.calar, de_fora.gotejar], ids=["cala", "goteja"])
def test_com_ele_parado_o_passo_responde_e_pergunta(
    quem: Pedinte, settings: Settings, atender: de_fora.Atender
) -> None:
    """O tempo é o da página inteira; o prazo dele é 0,7 s."""
    with de_fora.no_ar(atender) as servidor:
        settings.GEOCODIFICADOR_URL = servidor.url
        assert de_fora.menor_demora(lambda: quem.mandar("local/", COMPRIDA), LIMITE) < LIMITE
        perguntas = servidor.perguntas()
        resposta = quem.mandar("local/", COMPRIDA)
        assert resposta["Location"] == quem.endereco("local/escolher/")
        assert len(opcoes(quem)) == 3
    assert servidor.perguntas() == perguntas >= 1, "descansa um minuto"


def test_o_que_a_base_sabe_nao_se_pergunta_fora(quem: Pedinte, settings: Settings) -> None:
    with de_fora.no_ar(de_fora.ponto(*EM_PINHEIROS)) as servidor:
        settings.GEOCODIFICADOR_URL = servidor.url
        quem.mandar("local/", BADARO)
    assert servidor.pedidos == []
    assert quem.rascunho.dados["local"]["distrito"] == elenco.distrito(78).pk


def test_se_concorda_com_um_candidato_decide(quem: Pedinte, settings: Settings) -> None:
    with de_fora.no_ar(de_fora.ponto(*EM_PINHEIROS)) as servidor:
        settings.GEOCODIFICADOR_URL = servidor.url
        assert quem.mandar("local/", COMPRIDA)["Location"] == quem.endereco("detalhes/")
    local = quem.rascunho.dados["local"]
    assert (local["distrito"], local["confianca"]) == (elenco.distrito(62).pk, "media")
    assert "serviço externo de mapas" in local["motivo"]


def test_a_rua_desconhecida_se_oferece_para_confirmar_e_a_opcao_nao_some(
    quem: Pedinte, settings: Settings
) -> None:
    """Sozinho ele não decide. A pista fica no rascunho: cair entre a pergunta e a resposta não a muda."""
    with de_fora.no_ar(de_fora.ponto(*NA_SE)) as servidor:
        settings.GEOCODIFICADOR_URL = servidor.url
        assert quem.mandar("local/", SEM_FAMA)["Location"] == quem.endereco("local/escolher/")
        assert len(servidor.pedidos) == 1
    assert opcoes(quem) == [f"{elenco.distrito(78).pk}|Rua Sem Fama", "outro"]
    assert quem.mandar("local/escolher/", {"lugar": opcoes(quem)[0]}).status_code == 303
    local = quem.rascunho.dados["local"]
    assert (local["logradouro"], local["distrito"]) == ("Rua Sem Fama", elenco.distrito(78).pk)


def test_nome_so_parecido_se_confirma_mesmo_com_a_pista(quem: Pedinte, settings: Settings) -> None:
    with de_fora.no_ar(de_fora.ponto(*NA_SE)) as servidor:
        settings.GEOCODIFICADOR_URL = servidor.url
        resposta = quem.mandar("local/", {"logradouro": "Rua Líbero Bandaró", "numero": "10"})
    assert resposta["Location"] == quem.endereco("local/escolher/")


def test_ponto_de_outra_cidade_nao_muda_nada(quem: Pedinte, settings: Settings) -> None:
    with de_fora.no_ar(de_fora.ponto(-22.9, -43.2)) as servidor:
        settings.GEOCODIFICADOR_URL = servidor.url
        quem.mandar("local/", SEM_FAMA)
    assert "de_fora" not in quem.rascunho.dados["local"]
    assert opcoes(quem) == []


def test_quem_marcou_o_ponto_nao_precisa_dele(quem: Pedinte, settings: Settings) -> None:
    with de_fora.no_ar(de_fora.ponto(*NA_SE)) as servidor:
        settings.GEOCODIFICADOR_URL = servidor.url
        quem.mandar("local/", {**SEM_FAMA, "lat": "-23.5467", "lon": "-46.6368"})
    assert servidor.pedidos == []
