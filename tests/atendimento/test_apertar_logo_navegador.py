"""A tecla logo depois da letra: antes de a página acabar de chegar, ou com o que se guarda a caminho."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, Route, expect

from atendimento.models import Atendimento
from guia.busca import indice
from solicitacoes.models import Solicitacao
from tests.navegador.entrada import Entrar
from tests.navegador.telas import MESA
from tests.solicitacoes.pedindo import atendente, central, territorio

pytestmark = pytest.mark.django_db(transaction=True)

O_QUE_VEM_DEPOIS = "**/compilado/pedido.js"
"""O módulo que a página do atendimento traz depois do das teclas: sem ele, o htmx ainda não ouve."""
DO_PEDIDO = re.compile(r"/central/[0-9a-f-]{36}/$")
POR_REGISTRAR = "Há um pedido por registrar."


class Retidos:
    """O que o navegador pede e não chega, até se soltar."""

    def __init__(self, pagina: Page, endereco: str | re.Pattern[str], trecho: str = "") -> None:
        self.pagina, self.endereco, self.trecho = pagina, endereco, trecho
        self.rotas: list[Route] = []
        pagina.route(endereco, self._reter)

    def _reter(self, rota: Route) -> None:
        if self.trecho in (rota.request.post_data or ""):
            self.rotas.append(rota)
        else:
            rota.continue_()

    def soltar(self) -> None:
        while self.rotas:
            self.rotas.pop(0).continue_()
        self.pagina.unroute(self.endereco, self._reter)


@pytest.fixture
def pagina(entrar: Entrar) -> Page:
    cache.clear()
    indice.atualizar([territorio(publica=True, identificacao="anonima").pk])
    aberta = entrar(atendente(central()), **MESA)
    aberta.goto("/central/")
    return aberta


def consultar(pagina: Page) -> None:
    pagina.keyboard.type("tapa-buraco")
    pagina.keyboard.press("Enter")
    expect(pagina.locator("#id_logradouro")).to_be_focused()


def test_f9_antes_de_a_pagina_acabar_de_chegar_guarda_e_pergunta(pagina: Page) -> None:
    retidos = Retidos(pagina, O_QUE_VEM_DEPOIS)
    consultar(pagina)
    pagina.keyboard.type("R")
    pagina.keyboard.press("F9")
    retidos.soltar()
    expect(pagina.get_by_text(POR_REGISTRAR).first).to_be_visible()
    expect(pagina.locator("#id_logradouro")).to_have_value("R")
    assert Atendimento.objects.get().aberto


def test_o_que_se_escreve_antes_de_a_pagina_acabar_de_chegar_guarda_se(pagina: Page) -> None:
    retidos = Retidos(pagina, O_QUE_VEM_DEPOIS)
    consultar(pagina)
    pagina.keyboard.type("R")
    retidos.soltar()
    expect(pagina.locator("#onde-fica")).to_contain_text("Guardado às")


def test_a_busca_escrita_antes_de_a_pagina_acabar_de_chegar_abre_o_primeiro(pagina: Page) -> None:
    retidos = Retidos(pagina, "**/compilado/central.js")
    pagina.goto("/central/", wait_until="commit")
    expect(pagina.locator("#id_procurar")).to_be_focused()
    pagina.keyboard.type("tapa-buraco")
    retidos.soltar()
    pagina.wait_for_load_state()
    pagina.keyboard.press("Enter")
    expect(pagina.locator("#id_logradouro")).to_be_focused()


def test_registrar_com_o_guardar_a_caminho_nao_se_perde(pagina: Page) -> None:
    """O que se guarda depois não toma na fila o lugar de registrar."""
    consultar(pagina)
    retidos = Retidos(pagina, DO_PEDIDO, "guardar=sim")
    with pagina.expect_request(lambda pedido: "guardar=sim" in (pedido.post_data or "")):
        pagina.keyboard.type("Rua Líbero Badaró")
        pagina.keyboard.press("Enter")
    pagina.keyboard.type("425")
    pagina.keyboard.press("Control+Enter")
    pagina.keyboard.press("Tab")
    retidos.soltar()
    expect(pagina.locator("#erros")).to_be_focused()
    assert not Solicitacao.objects.exists()


def test_f9_com_o_pedido_a_caminho_espera_pelo_protocolo(pagina: Page) -> None:
    """Quem registra e aperta F9 a seguir ainda lê o protocolo para ditar."""
    consultar(pagina)
    for campo, dado in (("logradouro", "Rua Líbero Badaró"), ("numero", "425")):
        pagina.locator(f"#id_{campo}").fill(dado)
    pagina.locator("#id_r_tamanho_0").check()
    with pagina.expect_response(lambda dita: "anonimo" in (dita.request.post_data or "")) as guardado:
        pagina.keyboard.press("Alt+a")
    guardado.value.finished()
    retidos = Retidos(pagina, DO_PEDIDO, 'name="rascunho"')
    with pagina.expect_request(lambda pedido: 'name="rascunho"' in (pedido.post_data or "")):
        pagina.keyboard.press("Control+Enter")
    pagina.keyboard.press("F9")
    retidos.soltar()
    expect(pagina.locator(".sp-registrado")).to_be_focused()
    assert Atendimento.objects.get().aberto
    pagina.get_by_role("button", name="Terminar: Pedido registrado").click()
    expect(pagina.locator("#id_procurar")).to_be_focused()


def test_f9_sem_rede_nao_termina_e_o_escrito_fica(pagina: Page) -> None:
    consultar(pagina)
    pagina.route(DO_PEDIDO, lambda rota: rota.abort())
    pagina.keyboard.type("R")
    pagina.keyboard.press("F9")
    expect(pagina.locator("#falha")).to_contain_text("Sem conexão. O que você escreveu continua aqui")
    pagina.unroute(DO_PEDIDO)
    pagina.keyboard.press("Enter")
    expect(pagina.locator("#onde-fica")).to_contain_text("Guardado às")
    expect(pagina.locator("#id_logradouro")).to_have_value("R")
    assert Atendimento.objects.get().aberto
