"""Mudar um destino no navegador: até oito cliques, na mesa e no celular, com JavaScript e sem ele."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from roteamento.models import Lotacao, Regra
from tests.navegador.entrada import Entrar
from tests.navegador.telas import DE_SERVIDOR
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db(transaction=True)

MAXIMO = 8


class Dedo:
    """Conta os cliques de quem só usa o rato; escolher numa lista são dois."""

    def __init__(self) -> None:
        self.cliques = 0

    def clicar(self, onde: Locator) -> None:
        self.cliques += 1
        onde.click()

    def escrever(self, onde: Locator, texto: str) -> None:
        self.clicar(onde)
        onde.fill(texto)

    def escolher(self, onde: Locator, qual: str) -> None:
        self.cliques += 2
        onde.select_option(label=qual)


@pytest.fixture(params=DE_SERVIDOR)
def page(request: pytest.FixtureRequest, entrar: Entrar) -> Page:
    elenco.unidade("TRIAGEM", subprefeitura=None)
    elenco.unidade("NOVA", nome="Unidade Nova", subprefeitura=None)
    servico, geral = elenco.servico(), elenco.unidade("GERAL", subprefeitura=None)
    Regra.objects.create(servico=servico, unidade=geral, vigencia=DateRange(elenco.DESDE, None))
    elenco.solicitacao(geral, servico=servico)
    alice = elenco.pessoa("Alice", is_staff=True)
    alice.groups.add(Group.objects.get(name="Administração"))
    Lotacao.objects.create(usuario=alice, unidade=geral, papel="servidor", de=elenco.DESDE)
    return entrar(alice, **request.param)


def mudar(page: Page, dedo: Dedo) -> None:
    """Do formulário à confirmação."""
    expect(page).to_have_title("Mudar destino – SP156")
    dedo.escrever(page.get_by_label("Que serviço?"), "Tapa-buraco")
    dedo.escolher(page.get_by_label("Onde?"), "Distrito Sé")
    dedo.escrever(page.get_by_label("Para que unidade?"), "NOVA")
    dedo.clicar(page.get_by_role("button", name="Conferir antes de confirmar"))
    expect(page).to_have_title("Confira a mudança – SP156")
    expect(page.get_by_text("Hoje há 1 pedido aberto")).to_be_visible()
    expect(page.get_by_text("Do 1 pedido dos últimos 90 dias")).to_be_visible()
    expect(page.get_by_text("NOVA (Unidade Nova), pela regra do distrito Sé")).to_be_visible()
    verificar_pagina(page)
    dedo.clicar(page.get_by_role("button", name="Confirmar a mudança"))
    expect(page).to_have_title("Rotas: Tapa-buraco – SP156")
    expect(page.get_by_text("A mudança vale a partir de")).to_be_visible()
    verificar_pagina(page)


def conferir_no_banco() -> None:
    nova = Regra.objects.get(distrito__nome="Sé")
    assert nova.unidade
    assert nova.unidade.sigla == "NOVA"
    assert nova.vigencia.lower == timezone.localdate() + timedelta(days=1)


def test_da_administracao(page: Page) -> None:
    dedo = Dedo()
    page.goto("/admin/")
    dedo.clicar(page.get_by_role("link", name="Mudar o destino de um serviço"))
    mudar(page, dedo)
    assert dedo.cliques <= MAXIMO
    conferir_no_banco()


def test_da_caixa(page: Page) -> None:
    dedo = Dedo()
    page.goto("/caixa/GERAL/")
    dedo.clicar(page.get_by_role("link", name="Rotas", exact=True))
    expect(page).to_have_title("Conferência das rotas – SP156")
    dedo.clicar(page.get_by_role("link", name="Mudar destino"))
    mudar(page, dedo)
    assert dedo.cliques <= MAXIMO
    conferir_no_banco()
