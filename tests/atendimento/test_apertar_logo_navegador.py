"""A tecla logo depois da letra: antes de a página acabar de chegar, ou com o que se guarda a caminho."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, Request, Route, expect

from atendimento.models import Atendimento, Mensagem
from guia.busca import indice
from solicitacoes.models import Solicitacao
from tests.atendimento.conversando import atendida, quem_atende
from tests.navegador.entrada import Entrar
from tests.navegador.telas import MESA
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes.pedindo import atendente, central, territorio

pytestmark = pytest.mark.django_db(transaction=True)

O_QUE_VEM_DEPOIS = "**/compilado/fotos.js"
"""O módulo que a página do atendimento traz depois do das teclas: sem ele, o htmx ainda não ouve."""
DO_PEDIDO = re.compile(r"/central/[0-9a-f-]{36}/$")
DA_CONVERSA = re.compile(r"/central/conversas/[0-9a-f-]{36}/$")
POR_REGISTRAR = "Há um pedido por registrar."


class Retidos:
    """O que o navegador pede e não chega, até se soltar."""

    def __init__(
        self, pagina: Page, endereco: str | re.Pattern[str], quais: Callable[[Request], bool] = lambda _: True
    ) -> None:
        self.pagina, self.endereco, self.quais = pagina, endereco, quais
        self.rotas: list[Route] = []
        pagina.route(endereco, self._reter)

    def _reter(self, rota: Route) -> None:
        if self.quais(rota.request):
            self.rotas.append(rota)
        else:
            rota.continue_()

    def soltar(self) -> None:
        self.quais = lambda _: False  # o que ainda vem a caminho já não se retém
        while self.rotas:
            self.rotas.pop(0).continue_()
        self.pagina.unroute(self.endereco, self._reter)


@pytest.fixture(autouse=True)
def cidade() -> None:
    cache.clear()
    indice.atualizar([territorio(publica=True, identificacao="anonima").pk])


@pytest.fixture
def pagina(entrar: Entrar) -> Page:
    """A mesa, a começar um atendimento."""
    aberta = entrar(atendente(central()), **MESA)
    aberta.goto("/central/")
    return aberta


@pytest.fixture
def conversa(entrar: Entrar) -> Page:
    """Uma conversa, em que já se leu um serviço."""
    quem = quem_atende(recebe=False)
    aberta = entrar(quem, **MESA)
    atendida(quem)
    aberta.goto(f"/central/{Atendimento.objects.get().codigo}/")
    aberta.locator("#id_procurar").focus()
    consultar(aberta)
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


def test_o_que_se_escreve_antes_das_teclas_tambem_conta(pagina: Page) -> None:
    retidos = Retidos(pagina, "**/compilado/central.js")
    pagina.keyboard.type("tapa-buraco")
    pagina.keyboard.press("Enter")
    pagina.locator("#id_logradouro").click()
    pagina.keyboard.type("R")
    retidos.soltar()
    pagina.wait_for_load_state()
    pagina.keyboard.press("F9")
    expect(pagina.get_by_text(POR_REGISTRAR).first).to_be_visible()
    expect(pagina.locator("#id_logradouro")).to_have_value("R")


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
    retidos = Retidos(pagina, DO_PEDIDO, eh_guardar)
    with pagina.expect_request(eh_guardar):
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
    expect(pagina.locator("#onde-fica")).to_contain_text("Guardado às")  # chegou: já não empurra as perguntas
    pagina.locator("#id_r_tamanho_0").check()
    pagina.keyboard.press("Alt+a")
    retidos = Retidos(pagina, DO_PEDIDO, eh_registro)
    with pagina.expect_request(eh_registro):
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


def dizer_sem_rede(conversa: Page) -> None:
    conversa.route(DA_CONVERSA, lambda rota: rota.abort())
    conversa.get_by_label("Mensagem", exact=True).fill("Boa tarde")
    conversa.keyboard.press("Enter")
    expect(conversa.locator("[data-mensagens]")).to_contain_text("Não saiu ainda")


def terminou_com_a_mensagem(conversa: Page) -> None:
    expect(conversa).to_have_url(re.compile("/central/conversas/$"))
    assert Mensagem.objects.filter(texto="Boa tarde").count() == 1
    assert not Atendimento.objects.get().aberto


def test_f9_com_a_mensagem_a_sair_espera_por_ela(conversa: Page) -> None:
    dizer_sem_rede(conversa)
    conversa.unroute(DA_CONVERSA)
    conversa.keyboard.press("F9")
    terminou_com_a_mensagem(conversa)


def test_f9_com_a_mensagem_que_nao_sai_diz_que_ela_falta(conversa: Page) -> None:
    dizer_sem_rede(conversa)
    conversa.keyboard.press("F9")
    expect(conversa.locator("[data-recusa]")).to_contain_text("Há uma mensagem por enviar.")
    assert Atendimento.objects.get().aberto
    conversa.unroute(DA_CONVERSA)
    expect(conversa.locator("[data-recusa]")).to_be_hidden()  # tenta-se de novo sozinha
    conversa.get_by_text("Acabou de outro jeito").click()
    conversa.get_by_role("button", name="Terminar", exact=True).click()
    terminou_com_a_mensagem(conversa)


def test_f9_com_a_mensagem_por_enviar_avisa_antes_uma_vez(conversa: Page) -> None:
    conversa.get_by_label("Mensagem", exact=True).fill("Boa tar")
    conversa.keyboard.press("F9")
    expect(conversa.locator("[data-recusa]")).to_contain_text("Há uma mensagem por enviar.")
    expect(conversa.get_by_label("Mensagem", exact=True)).to_have_value("Boa tar")
    expect(conversa.get_by_label("Mensagem", exact=True)).to_be_focused()
    verificar_pagina(conversa)
    assert Atendimento.objects.get().aberto
    conversa.get_by_text("Acabou de outro jeito").click()
    conversa.get_by_role("button", name="Terminar", exact=True).click()
    expect(conversa).to_have_url(re.compile("/central/conversas/$"))
    assert not Atendimento.objects.get().aberto


def test_ctrl_enter_na_mensagem_so_a_envia(conversa: Page) -> None:
    """Sem mensagem escrita a tecla é a da mesa: registrar."""
    pedidos: list[Request] = []
    conversa.on("request", lambda um: pedidos.append(um))  # noqa: PLW0108 - o playwright recusa a embutida
    conversa.get_by_label("Mensagem", exact=True).fill("Boa tarde")
    conversa.keyboard.press("Control+Enter")
    expect(conversa.locator(".sp-fala--minha", has_text="Boa tarde")).to_contain_text("Enviada")
    assert not any(map(eh_registro, pedidos))
    conversa.keyboard.press("Control+Enter")
    expect(conversa.locator("#erros")).to_be_focused()


def eh_registro(pedido: Request) -> bool:
    """O pedido inteiro, com as fotos, e não o que se guarda dele."""
    return _do_pedido(pedido, "multipart/form-data")


def eh_guardar(pedido: Request) -> bool:
    return _do_pedido(pedido, "application/x-www-form-urlencoded")


def _do_pedido(pedido: Request, tipo: str) -> bool:
    return bool(DO_PEDIDO.search(pedido.url)) and tipo in pedido.headers.get("content-type", "")
