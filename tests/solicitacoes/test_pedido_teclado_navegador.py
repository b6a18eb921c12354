"""A página do pedido só com o teclado: cada tecla, o salto às ações e quando nada dispara."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from contas.models import Usuario
from roteamento.models import Unidade
from solicitacoes.models import Solicitacao
from tests.navegador.entrada import Entrar
from tests.navegador.telas import MESA
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db(transaction=True)

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"


@pytest.fixture
def casos() -> list[Solicitacao]:
    caixa: Unidade = elenco.unidade()
    return [elenco.solicitacao(caixa, ha_dias=dias, numero=str(dias)) for dias in (9, 5, 2)]


@pytest.fixture
def sergio(casos: list[Solicitacao]) -> Usuario:
    return elenco.servidor(casos[0].unidade)


def _pedido(page: Page, caso: Solicitacao) -> None:
    page.goto(f"{CAIXA}{caso.protocolo}/")


def test_cada_tecla_leva_ao_seu_lugar(entrar: Entrar, sergio: Usuario, casos: list[Solicitacao]) -> None:
    page = entrar(sergio, **MESA)
    for tecla, fim in (("f", "finalizar"), ("d", "agendar"), ("p", "pedir-complemento"), ("t", "transferir")):
        _pedido(page, casos[0])
        page.keyboard.press(tecla)
        page.wait_for_url(f"**/{casos[0].protocolo}/{fim}/")
    _pedido(page, casos[0])
    page.keyboard.press("h")
    expect(page.get_by_role("heading", name="História")).to_be_focused()
    page.keyboard.press("a")
    expect(page.get_by_role("link", name="Finalizar")).to_be_focused()
    page.keyboard.press("n")
    anotacao = page.get_by_label("Anotação")
    expect(anotacao).to_be_focused()
    page.keyboard.type("fdtalj?")
    expect(anotacao).to_have_value("fdtalj?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#historia")).to_contain_text("fdtalj?")
    expect(page.get_by_label("Anotação")).to_be_focused()
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("f")  # as ações chegaram de novo com a anotação
    page.wait_for_url("**/finalizar/")


def test_a_ajuda_diz_as_teclas_e_as_desliga(
    entrar: Entrar, sergio: Usuario, casos: list[Solicitacao]
) -> None:
    page = entrar(sergio, **MESA)
    _pedido(page, casos[0])
    page.keyboard.press("?")
    ajuda = page.get_by_role("dialog", name="Atalhos do teclado")
    expect(ajuda).to_contain_text("finalizar")
    expect(ajuda.get_by_role("button", name="Fechar")).to_be_focused()
    expect(ajuda).not_to_contain_text("devolver")  # não veio de outra unidade
    verificar_pagina(page)
    page.keyboard.press("f")
    expect(ajuda).to_be_visible()
    ajuda.get_by_label("Usar os atalhos de uma tecla").uncheck()
    page.keyboard.press("Escape")
    expect(ajuda).to_be_hidden()
    for tecla in ("f", "n", "?"):
        page.keyboard.press(tecla)
    expect(ajuda).to_be_hidden()
    expect(page.get_by_label("Anotação")).not_to_be_focused()
    page.goto(CAIXA)
    page.keyboard.press("/")
    expect(page.get_by_label("Protocolo, rua ou descrição")).not_to_be_focused()
    page.get_by_role("button", name="Atalhos do teclado").click()
    page.get_by_label("Usar os atalhos de uma tecla").check()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_label("Protocolo, rua ou descrição")).to_be_focused()


def test_anda_pela_lista_de_onde_se_veio(entrar: Entrar, sergio: Usuario, casos: list[Solicitacao]) -> None:
    page = entrar(sergio, **MESA)
    _pedido(page, casos[0])
    expect(page.get_by_role("link", name="Próximo pedido")).to_be_hidden()  # não se veio de uma lista
    page.goto(f"{CAIXA}?busca=libero")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{casos[0].protocolo}/**")
    for tecla, caso in (("j", casos[1]), ("j", casos[2]), ("k", casos[1])):
        page.keyboard.press(tecla)
        page.wait_for_url(f"**/{caso.protocolo}/?volta=busca%3Dlibero")
    verificar_pagina(page)
    expect(page.get_by_role("link", name="Pedido anterior")).to_be_visible()
    page.get_by_role("link", name="Próximo pedido").click()
    page.wait_for_url(f"**/{casos[2].protocolo}/**")
    expect(page.get_by_role("link", name="Próximo pedido")).to_be_hidden()  # é o último
    page.keyboard.press("j")
    page.keyboard.press("l")
    expect(page).to_have_url(re.compile(r"/\?busca=libero$"))


def test_o_salto_as_acoes_aparece_com_o_foco(
    entrar: Entrar, sergio: Usuario, casos: list[Solicitacao]
) -> None:
    page = entrar(sergio, **MESA)
    _pedido(page, casos[0])
    salto = page.get_by_role("link", name="Ir para as ações")
    expect(salto).not_to_be_in_viewport(ratio=1)
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(salto).to_be_focused()
    expect(salto).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Finalizar")).to_be_focused()


def test_sem_javascript_nao_ha_teclas_nem_botoes_que_nao_funcionam(
    entrar: Entrar, sergio: Usuario, casos: list[Solicitacao]
) -> None:
    page = entrar(sergio, java_script_enabled=False)
    page.goto(f"{CAIXA}{casos[0].protocolo}/")
    expect(page.get_by_role("button", name="Atalhos do teclado")).to_have_count(0)
    expect(page.get_by_role("link", name="Próximo pedido")).to_have_count(0)
    expect(page.get_by_role("link", name="Ir para as ações")).to_have_count(1)
