"""O ponto marcado no mapa, numa cidade que importou os contornos: mais uma fonte, nunca a única palavra."""

from __future__ import annotations

import pytest
from django.test import Client

from roteamento.models import Logradouro
from solicitacoes.models import Solicitacao
from tests.roteamento import servidor_de_fora as de_fora
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import (
    BADARO,
    MARIA,
    PEQUENO,
    Pedinte,
    atributos,
    erros,
    sopa,
    territorio,
    valor,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]

NA_SE = {"lat": "-23.5467", "lon": "-46.6368"}
EM_PINHEIROS = {"lat": "-23.565", "lon": "-46.7"}
EM_GUARULHOS = {"lat": "-23.46", "lon": "-46.53"}
"""Dentro do retângulo do município e fora dele: só os contornos o sabem."""


@pytest.fixture
def quem(client: Client) -> Pedinte:
    territorio()
    de_fora.contornar(elenco.distrito(78), -46.65, -23.57, -46.62, -23.53)
    de_fora.contornar(elenco.distrito(62), -46.72, -23.59, -46.68, -23.53)
    pedinte = Pedinte(client)
    pedinte.comecar()
    return pedinte


def opcoes(quem: Pedinte) -> list[str]:
    return atributos(sopa(quem.ver("local/escolher/")).select("input[name=lugar]"), "value")


def test_fora_dos_contornos_e_recusado_com_o_endereco_guardado_e_sem_o_ponto(quem: Pedinte) -> None:
    resposta = quem.mandar("local/", {**BADARO, **EM_GUARULHOS, "referencia": "perto do rio"})
    assert resposta.status_code == 422
    assert "fora da cidade de São Paulo, e por isso foi desmarcado" in erros(resposta)[0]
    assert [valor(resposta, campo) for campo in ("logradouro", "numero", "referencia", "lat", "lon")] == [
        "Rua Líbero Badaró",
        "425",
        "perto do rio",
        "",
        "",
    ]
    assert quem.mandar("local/", BADARO)["Location"] == quem.endereco("detalhes/")


def test_ponto_que_concorda_com_a_rua_da_confianca_alta(quem: Pedinte) -> None:
    assert quem.mandar("local/", {**BADARO, **NA_SE})["Location"] == quem.endereco("detalhes/")
    local = quem.rascunho.dados["local"]
    assert (local["confianca"], local["lat"]) == ("alta", -23.5467)


def test_ponto_e_rua_em_distritos_diferentes_viram_uma_pergunta(quem: Pedinte) -> None:
    assert quem.mandar("local/", {**BADARO, **EM_PINHEIROS})["Location"] == quem.endereco("local/escolher/")
    legenda = sopa(quem.ver("local/escolher/")).select_one("legend h1")
    assert legenda
    assert legenda.get_text(strip=True) == "O ponto e a rua ficam em distritos diferentes. Onde é?"
    assert {int(v.split("|")[0]) for v in opcoes(quem)[:-1]} == {elenco.distrito(n).pk for n in (62, 78)}


def test_ponto_sozinho_confirma_a_rua_mais_perto(quem: Pedinte) -> None:
    assert quem.mandar("local/", NA_SE)["Location"] == quem.endereco("local/escolher/")
    assert opcoes(quem) == [f"{elenco.distrito(78).pk}|Rua Líbero Badaró", "outro"]


def test_ponto_longe_de_toda_rua_conhecida_basta(quem: Pedinte) -> None:
    """Num parque não há rua: o pedido segue com o ponto, o distrito dele e nada inventado."""
    Logradouro.objects.all().delete()
    assert quem.mandar("local/", NA_SE)["Location"] == quem.endereco("detalhes/")
    quem.mandar("detalhes/", PEQUENO)
    quem.mandar("identificacao/", MARIA)
    assert "ponto marcado no mapa" in sopa(quem.ver("conferir/")).get_text()
    quem.mandar("conferir/")
    caso = Solicitacao.objects.get()
    assert (caso.logradouro, caso.distrito, caso.lat) == ("", elenco.distrito(78), -23.5467)


@pytest.mark.parametrize("escolha", [{"lugar": "rua"}, {"lugar": "outro"}])
def test_quem_escolhe_a_rua_e_nao_o_ponto_nao_leva_o_ponto(quem: Pedinte, escolha: dict[str, str]) -> None:
    quem.mandar("local/", {**BADARO, **EM_PINHEIROS})
    se = elenco.distrito(78).pk
    valores = {"rua": next(v for v in opcoes(quem) if v.startswith(f"{se}|")), "outro": "outro"}
    quem.mandar("local/escolher/", {"lugar": valores[escolha["lugar"]], "distrito": str(se)})
    local = quem.rascunho.dados["local"]
    assert (local["distrito"], local["lat"], local["lon"]) == (se, None, None)


def test_quem_escolhe_o_ponto_fica_com_ele(quem: Pedinte) -> None:
    quem.mandar("local/", {**BADARO, **EM_PINHEIROS})
    pinheiros = elenco.distrito(62).pk
    quem.mandar("local/escolher/", {"lugar": next(v for v in opcoes(quem) if v.startswith(f"{pinheiros}|"))})
    local = quem.rascunho.dados["local"]
    assert (local["distrito"], local["lat"]) == (pinheiros, -23.565)


@pytest.mark.parametrize("ponto", [("nan", "nan"), ("inf", "-46.6"), ("abc", "-46.6")])
def test_ponto_ilegivel_se_desmarca_e_diz_o_que_fazer(quem: Pedinte, ponto: tuple[str, str]) -> None:
    resposta = quem.mandar("local/", {**BADARO, "lat": ponto[0], "lon": ponto[1]})
    assert resposta.status_code == 422
    assert len(erros(resposta)) == 1
    assert "por isso ele foi desmarcado" in erros(resposta)[0]
    assert [valor(resposta, campo) for campo in ("logradouro", "lat", "lon")] == ["Rua Líbero Badaró", "", ""]


def test_sugestao_adulterada_nao_para_o_pedido(quem: Pedinte) -> None:
    resposta = quem.mandar("local/", {**BADARO, "sugerido": "x" * 10_000})
    assert resposta["Location"] == quem.endereco("detalhes/")
