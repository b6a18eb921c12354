"""A ligação que toca aparece na mesa de quem a recebe, e um toque começa o atendimento com o número."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from atendimento import acoes, eventos
from atendimento.models import Atendimento, Chamada
from contas.models import Usuario
from tests.solicitacoes import pedindo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]
NUMERO = "5511987654321"
TOCA, ATENDE, ACABA = Chamada.Passo


@pytest.fixture(autouse=True)
def ligada(settings: Settings) -> None:
    settings.SEGREDO_DA_TELEFONIA = "s" * 32


@pytest.fixture
def ana() -> Usuario:
    return pedindo.atendente(pedindo.central())


def contar(passo: Chamada.Passo, quem: Usuario | None, codigo: str = "uma") -> Chamada:
    return acoes.contar_chamada(codigo=codigo, passo=passo, telefone=NUMERO, atendente=quem)


def pagina(quem: Usuario) -> BeautifulSoup:
    return BeautifulSoup(de(quem).get(reverse("central:inicio")).content, "lxml")


def de(quem: Usuario) -> Client:
    client = Client()
    client.force_login(quem)
    return client


def ligacoes(quem: Usuario) -> list[str]:
    return [" ".join(uma.get_text().split()) for uma in pagina(quem).select("#ligacoes .sp-ligacao p")]


def test_mostra_se_a_quem_toca_e_um_toque_comeca(ana: Usuario) -> None:
    """Sem JavaScript, ao carregar a página; outra pessoa não a vê nem a começa."""
    bia = pedindo.atendente(pedindo.central())
    chamada = contar(TOCA, ana)
    assert (ligacoes(ana), ligacoes(bia)) == (["Ligação de (11) 98765-4321 tocando"], [])
    contar(ATENDE, ana)
    assert ligacoes(ana) == ["Ligação de (11) 98765-4321 atendida"]
    comecar = reverse("central:comecar")
    de(bia).post(comecar, {"chamada": chamada.pk})
    assert Atendimento.objects.get().telefone == ""
    for _ in range(2):
        de(ana).post(comecar, {"chamada": chamada.pk})
    assert Atendimento.objects.de(ana).get().telefone == NUMERO
    assert ligacoes(ana) == []
    outra = pedindo.atendente(pedindo.central())
    contar(ATENDE, outra)
    assert ligacoes(outra) == ["Ligação de (11) 98765-4321 atendida, passada por Ana Atende"]
    for errada in ("x", "9" * 30, "-1"):
        assert de(ana).post(comecar, {"chamada": errada}).status_code == 303


def test_a_pagina_busca_o_que_toca_e_so_o_seu(ana: Usuario) -> None:
    dela, outra = de(ana), pedindo.atendente(pedindo.central())
    acompanha = pagina(ana).select_one("#abas-da-central")
    assert acompanha is not None
    assert acompanha["data-corrente"]
    assert "data-sinal" not in acompanha.attrs, "não recebe conversas"
    endereco = f"{acompanha['data-novidades']}&v="
    busca = endereco + str(acompanha["data-versao"])
    assert dela.get(busca).status_code == 204
    contar(TOCA, ana)
    tocou = dela.get(busca)
    assert "tocando" in tocou.content.decode()
    assert dela.get(endereco + tocou["Versao"]).status_code == 204
    contar(ACABA, ana)
    assert "Ligação" not in dela.get(endereco + tocou["Versao"]).content.decode()
    assert de(outra).get(busca).status_code == 403


def test_diz_se_na_hora_as_duas_mesas_e_nunca_o_numero(
    ana: Usuario,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    ditos: list[dict[str, Any]] = []
    monkeypatch.setattr(eventos, "publicar", lambda *quais: ditos.extend(quais))
    bia = pedindo.atendente(pedindo.central())

    def as_mesas(passo: Chamada.Passo, quem: Usuario | None) -> set[str]:
        ditos.clear()
        with django_capture_on_commit_callbacks(execute=True):
            contar(passo, quem)
        assert all(dito == {"assunto": dito["assunto"], "tipo": "ligacao"} for dito in ditos)
        return {dito["assunto"] for dito in ditos}

    a, b = f"a{ana.pk}", f"a{bia.pk}"
    assert as_mesas(TOCA, None) == set()
    assert as_mesas(TOCA, ana) == {a}
    assert as_mesas(TOCA, ana) == set(), "repetido"
    assert as_mesas(ATENDE, ana) == {a}
    assert as_mesas(ATENDE, bia) == {a, b}
    assert as_mesas(ACABA, bia) == {b}


def test_sem_central_telefonica_nada_aparece(ana: Usuario, settings: Settings) -> None:
    contar(TOCA, ana)
    settings.SEGREDO_DA_TELEFONIA = ""
    vista = pagina(ana)
    assert not vista.select("#ligacoes, .sp-ligacao, [data-corrente]")
