"""O computador de todos: o comprovante oferece esquecer, e o Voltar já não mostra nada."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect

from contas.segredos.chaves import chave_escrita
from solicitacoes.models import Solicitacao
from tests.navegador.telas import DE_MUNICIPE
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes.pedindo import territorio

pytestmark = pytest.mark.django_db(transaction=True)
SO_DELA = ("Badaró, 425", "jabuticabeira", "Maria Silva", "529.982.247-25")


@pytest.fixture(autouse=True)
def cidade() -> None:
    cache.clear()
    territorio()


@pytest.fixture(params=DE_MUNICIPE)
def pagina(request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(**request.param).new_page()


def _continuar(pagina: Page, botao: str = "Continuar") -> None:
    pagina.get_by_role("button", name=botao, exact=True).last.click()


def _pedir(pagina: Page) -> None:
    pagina.goto("/aparelho/")
    pagina.get_by_label("Este aparelho é de todos").check()
    _continuar(pagina, "Guardar neste aparelho")
    pagina.goto("/solicitar/tapa-buraco/")
    pagina.get_by_label("Rua, avenida ou praça").fill("Rua Líbero Badaró")
    pagina.get_by_label("Número").fill("425")
    pagina.get_by_label("Ponto de referência").fill("Ao pé da jabuticabeira")
    pagina.get_by_label("Menor que um prato").check()
    _continuar(pagina)
    pagina.get_by_label("Nome completo").fill("Maria Silva")
    pagina.get_by_label("CPF", exact=True).fill("529.982.247-25")
    _continuar(pagina, "Enviar pedido")
    expect(pagina).to_have_title(re.compile("^Pedido registrado"))


def test_depois_de_esquecer_voltar_nao_mostra_nada(pagina: Page) -> None:
    _pedir(pagina)
    pagina.get_by_role("link", name="Ver o comprovante").click()
    expect(pagina).to_have_title(re.compile("^Comprovante"))
    verificar_pagina(pagina)
    _continuar(pagina, "Esquecer neste computador")
    expect(pagina.get_by_text("Este aparelho esqueceu todos os pedidos")).to_be_visible()
    chave = chave_escrita(Solicitacao.objects.get().protocolo)
    vistas = 0
    while pagina.go_back():
        vistas += 1
        tudo = pagina.content()
        assert not any(dito in tudo for dito in (*SO_DELA, chave)), pagina.url
    assert vistas >= 4
