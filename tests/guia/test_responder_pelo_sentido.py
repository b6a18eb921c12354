"""A resposta que se quis dizer, sem nenhuma das palavras dela: só se nenhum serviço o diz melhor."""

from __future__ import annotations

import pytest
from django.test import Client

from guia.busca import sentido
from guia.busca.aprendido import aprender
from guia.busca.respostas import responder
from guia.models import AprendidoDaBusca, RespostaDeBusca
from tests.guia.factories import RespostaDeBuscaFactory, ServicoFactory

pytestmark = pytest.mark.django_db
POR_RODEIOS = "a cozinha da vizinha está toda ardendo e ela não sai"


@pytest.fixture
def fogo(monkeypatch: pytest.MonkeyPatch) -> RespostaDeBusca:
    """O incêndio, entre serviços de outras coisas; o mais perto é a queima de lixo."""
    monkeypatch.setattr(sentido, "CLARO", 5.0)  # de poucos textos aprende-se pouco
    for n, nome in enumerate(("Poda", "Bueiro", "Dengue", "Creche", "Iluminação", "Feira", "Táxi", "Ruído")):
        ServicoFactory.create(slug=f"outro-{n}", versao__nome=nome, versao__palavras=[nome.lower()])
    ServicoFactory.create(
        slug="fogo-em-lixo",
        versao__nome="Denunciar quem queima lixo",
        versao__palavras=["queimada", "queima folha seca no quintal"],
        versao__relatos=["o vizinho queima folha e plástico no quintal toda tarde"],
    )
    resposta: RespostaDeBusca = RespostaDeBuscaFactory.create(
        emergencia=True,
        relatos=[
            "a cozinha do vizinho está ardendo",
            "as chamas já chegaram ao teto da vizinha",
            "tem gente dentro da casa ardendo e não sai",
        ],
    )
    return resposta


def test_diz_se_sem_nenhuma_das_palavras(fogo: RespostaDeBusca) -> None:
    assert responder(POR_RODEIOS) == []
    aprender()
    assert responder(POR_RODEIOS) == [fogo]
    assert "Fogo agora? Ligue 193" in Client().get("/servicos/", {"q": POR_RODEIOS}).content.decode()


def test_o_que_a_resposta_exclui_nao_se_diz(fogo: RespostaDeBusca) -> None:
    aprender()
    busca = "a cozinha ardendo e não tenho seguro contra incendio"
    assert sentido.ler(busca).resposta == fogo.pk
    assert responder(busca) == []


@pytest.mark.parametrize(
    "busca",
    [
        "queima folha seca no quintal",  # é de um serviço
        "ardendo",  # uma palavra só não diz
        "asdfgh qwerty zxcvb",
        "bom dia moço",
        "",
    ],
)
def test_nao_se_diz_o_que_nao_se_quis(fogo: RespostaDeBusca, busca: str) -> None:
    aprender()
    assert responder(busca) == []


def test_quem_tem_as_palavras_passa_a_frente_de_quem_so_o_quis_dizer(fogo: RespostaDeBusca) -> None:
    luz = RespostaDeBuscaFactory.create()
    aprender()
    assert responder(f"{POR_RODEIOS} e estou sem luz em casa") == [luz]


def test_so_se_aprende_outra_vez_se_alguma_mudou(fogo: RespostaDeBusca) -> None:
    aprender()
    antes = AprendidoDaBusca.objects.get().feito_em
    assert not aprender()
    fogo.relatos = ["uma frase nova"]
    fogo.save()
    assert aprender()
    assert AprendidoDaBusca.objects.get().feito_em > antes


def test_a_que_se_apaga_deixa_de_se_dizer_e_da_lugar_a_outra(fogo: RespostaDeBusca) -> None:
    outra = RespostaDeBuscaFactory.create(
        slug="resgate",
        titulo="Alguém preso? Ligue 193",
        quando=["preso no elevador"],
        so_isto=[],
        relatos=["minha vizinha ficou trancada e não sai", "a vizinha não sai de casa há dias"],
    )
    aprender()
    assert responder(POR_RODEIOS) == [fogo]
    fogo.delete()
    assert responder(POR_RODEIOS) == []
    assert aprender()
    assert responder(POR_RODEIOS) == [outra]


def test_sem_servico_no_ar_a_resposta_ainda_se_diz(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numa instalação que espera o órgão, há respostas e nenhum serviço publicado."""
    monkeypatch.setattr(sentido, "CLARO", 1.0)
    luz = RespostaDeBuscaFactory.create(relatos=["a casa toda ficou no escuro", "no escuro desde ontem"])
    RespostaDeBuscaFactory.create(emergencia=True, relatos=["a cozinha está ardendo"])
    aprender()
    assert responder("ficamos no escuro desde cedo") == [luz]
