"""A sessão que acaba enquanto se escreve: entra-se de novo, e a página volta com o texto e o ato."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import Page, Route, expect

from assistente import escritos
from protocolo.models import Rascunho
from solicitacoes.situacoes import Situacao
from tests.navegador.telas import CELULAR, MESA, SEM_JAVASCRIPT
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext

    from contas.models import Usuario
    from solicitacoes.models import Solicitacao

pytestmark = pytest.mark.django_db(transaction=True)
TEXTO = "Fomos duas vezes ao local e o portão estava fechado."
HTMX = "**/htmx-2.min.js"
ATE_GUARDAR = 2_000
"""Milésimos sem se escrever."""


@pytest.fixture
def caso() -> Solicitacao:
    cache.clear()
    return elenco.solicitacao(elenco.unidade())


@pytest.fixture
def quem(caso: Solicitacao) -> Usuario:
    return elenco.servidor(caso.unidade)


def _entrar(page: Page, quem: Usuario) -> None:
    page.get_by_label("E-mail ou CPF").fill(quem.email or "")
    page.get_by_label("Senha", exact=True).fill(elenco.SENHA)
    page.get_by_role("button", name="Entrar", exact=True).click()


def _na_pagina(page: Page, caso: Solicitacao, quem: Usuario, ato: str = "") -> None:
    onde = f"/caixa/{caso.unidade.sigla}/{caso.protocolo}/{ato}"
    page.goto(f"/conta/login/?next={onde}")
    _entrar(page, quem)
    expect(page).to_have_url(re.compile(f"{caso.protocolo}/{ato}$"))


def test_enquanto_se_escreve_guarda_avisa_que_a_sessao_acabou_e_volta(
    new_context: Callable[..., BrowserContext], caso: Solicitacao, quem: Usuario
) -> None:
    page, retidos = new_context(**MESA).new_page(), list[Route]()
    page.clock.install()
    page.route(HTMX, lambda rota: retidos.append(rota))  # noqa: PLW0108 - o playwright recusa a função embutida
    _na_pagina(page, caso, quem, "indeferir/")
    page.get_by_label("o local é particular").check()
    campo = page.locator("textarea[name=resposta]")
    campo.fill(TEXTO)
    retidos.pop().continue_()  # escreveu-se antes de o htmx chegar
    page.unroute(HTMX)
    page.wait_for_load_state()
    page.clock.fast_forward(ATE_GUARDAR)
    expect(page.get_by_text("Guardado às")).to_be_visible()
    assert Rascunho.objects.filter(tipo=escritos.TIPO).count() == 1
    Session.objects.all().delete()
    campo.press_sequentially(" Voltamos.")
    page.clock.fast_forward(ATE_GUARDAR)
    expect(page.locator("#falha")).to_contain_text("O que você escreveu está guardado")
    expect(campo).to_have_value(f"{TEXTO} Voltamos.")
    page.get_by_role("link", name="Entrar de novo e continuar").click()
    _entrar(page, quem)
    expect(campo).to_have_value(f"{TEXTO} Voltamos.")
    expect(page.get_by_label("o local é particular")).to_be_checked()
    expect(page.get_by_text("está de volta nos campos")).to_be_visible()
    verificar_pagina(page)
    page.get_by_role("button", name="Conferir antes de confirmar").click()
    page.get_by_role("button", name="Indeferir e avisar").click()
    expect(page.get_by_text("Pedido indeferido.")).to_be_visible()
    caso.refresh_from_db()
    assert caso.situacao == Situacao.INDEFERIDA


def test_a_nota_por_htmx_nao_poe_a_entrada_dentro_da_pagina(
    new_context: Callable[..., BrowserContext], caso: Solicitacao, quem: Usuario
) -> None:
    page, retidos = new_context(**CELULAR).new_page(), list[Route]()
    page.route("**/relacionados/", lambda rota: retidos.append(rota))  # noqa: PLW0108 - como acima
    with page.expect_request("**/relacionados/"):
        _na_pagina(page, caso, quem)
    page.get_by_label("Anotação").fill(TEXTO)
    Session.objects.all().delete()
    retidos.pop().continue_()  # o pedaço que chega depois de a sessão acabar não tira ninguém da página
    expect(page.get_by_role("link", name="Entrar de novo em outra janela")).to_be_visible()
    expect(page.get_by_label("Anotação")).to_have_value(TEXTO)
    page.get_by_role("button", name="Anotar").click()
    expect(page).to_have_url(re.compile("/conta/login/"))
    expect(page.get_by_text("O que você escreveu está guardado")).to_be_visible()
    _entrar(page, quem)
    expect(page.get_by_label("Anotação")).to_have_value(TEXTO)
    page.get_by_role("button", name="Anotar").click()
    expect(page.locator("#historia .sp-linha__passo", has_text=TEXTO)).to_be_visible()


@pytest.mark.parametrize("tela", [SEM_JAVASCRIPT])
def test_sem_javascript_o_que_se_enviou_volta(
    new_context: Callable[..., BrowserContext], caso: Solicitacao, quem: Usuario, tela: dict[str, Any]
) -> None:
    page = new_context(**tela).new_page()
    _na_pagina(page, caso, quem, "indeferir/")
    page.get_by_label("o local é particular").check()
    page.locator("textarea[name=resposta]").fill(TEXTO)
    Session.objects.all().delete()
    page.get_by_role("button", name="Conferir antes de confirmar").click()
    expect(page.get_by_text("O que você escreveu está guardado")).to_be_visible()
    _entrar(page, quem)
    expect(page.locator("textarea[name=resposta]")).to_have_value(TEXTO)
    verificar_pagina(page)
    page.get_by_role("button", name="Guardar e continuar depois").click()
    expect(page.get_by_text("O que você escreveu está guardado")).to_be_visible()
    page.get_by_role("button", name="Apagar o que escrevi e começar em branco").click()
    expect(page.locator("textarea[name=resposta]")).to_have_value("")
