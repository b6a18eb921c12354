"""O aplicativo no celular: instala-se, abre sem rede, troca de versão a pedido, desliga-se do servidor."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from assistente.aparelho import DE_TODOS
from portal.aplicativo import casca, trabalhador
from solicitacoes.models import Solicitacao
from tests.navegador import alvos
from tests.navegador.telas import CELULAR
from tests.navegador.test_contar_toques import foto_com_lugar
from tests.navegador.vigia import verificar_pagina, vigias
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import territorio

pytestmark = pytest.mark.django_db(transaction=True)
GUARDADO = """async () => {
  let tudo = "";
  for (const nome of await caches.keys()) {
    const casca = await caches.open(nome);
    for (const pedido of await casca.keys()) tudo += pedido.url + (await (await casca.match(pedido)).text());
  }
  return tudo;
}"""
QUANTOS = (
    "async () => (await caches.keys()).length + (await navigator.serviceWorker.getRegistrations()).length"
)
ATUALIZAR = "async () => { await (await navigator.serviceWorker.getRegistration()).update(); }"
NO_BANCO = "async () => (await indexedDB.databases()).some(({ name }) => name === 'sp156-preparo')"
"""Se há o que se prepara: as fotos, o lugar e o que se escreveu."""
CPF = "52998224725"
FORMULARIO = 'name="csrfmiddlewaretoken"'
COMO_SE_ABRIU = """const deVerdade = matchMedia.bind(window);
window.matchMedia = (pergunta) => pergunta.includes("display-mode")
  ? { matches: pergunta === `(display-mode: ${localStorage.modo})` } : deVerdade(pergunta);"""
"""O Chromium sem janela não se abre como aplicativo: quem responde à página é o teste."""
OFERTA = """resposta => dispatchEvent(Object.assign(new Event("beforeinstallprompt", { cancelable: true }), {
  prompt: async () => ({ outcome: resposta }) }))"""
QUEBRADO = """self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (evento) => evento.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (evento) => evento.respondWith(Response.error()));"""
"""Um trabalhador quebrado: responde erro a tudo."""


@pytest.fixture
def aparelho(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    """Um que não se fecha para abrir de novo: esse é o de `abrir_aparelho`."""
    contexto = new_context(**CELULAR)
    contexto.new_page()
    return contexto


def no_celular(aparelho: BrowserContext) -> Page:
    """O começo do aplicativo, com o trabalhador já no comando."""
    page = aparelho.pages[0]
    page.goto("/aplicativo/")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    return page


def test_instala_se_e_abre_frio_sem_rede(abrir_aparelho: Callable[[], BrowserContext]) -> None:
    aparelho = abrir_aparelho()
    page = aparelho.pages[0]
    page.goto("/aplicativo/instalar/")
    expect(page.get_by_role("heading", level=1)).to_have_text("O SP156 no celular")
    verificar_pagina(page)
    page.get_by_role("main").get_by_role("link", name="começo do aplicativo").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Viu um problema na cidade?")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    verificar_pagina(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert (alvos.pequenos(page), alvos.cortados_no_dobro(page, ".sp-abas-do-aplicativo a")) == ([], [])
    dito = aparelho.new_cdp_session(page).send("Page.getInstallabilityErrors")
    assert dito == {"installabilityErrors": []}
    aparelho.close()

    aparelho = abrir_aparelho()
    aparelho.set_offline(True)
    page = aparelho.pages[0]
    page.goto("/aplicativo/")
    botao = page.get_by_role("link", name=re.compile("^Fotografar um problema"))
    expect(botao).to_have_css("background-color", "rgb(11, 79, 92)")
    expect(botao).to_contain_text("Sem internet a foto espera aqui")
    expect(page.get_by_role("link", name="Acompanhar pelo protocolo precisa de internet")).to_be_visible()
    botao.click()
    page.get_by_role("link", name="Escolher o serviço sem foto").click()
    expect(page.get_by_text("Sem internet, e nenhum serviço está neste aparelho.")).to_be_visible()
    page.goto("/acompanhar/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Esta página precisa de internet")
    verificar_pagina(page)
    aparelho.set_offline(False)
    page.goto("/acompanhar/")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Acompanh"))


def test_a_versao_nova_anuncia_se_e_nao_mexe_no_que_se_escreve(
    aparelho: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = no_celular(aparelho)
    page.goto("/ouvidoria/elogio/")
    campo = page.locator("main textarea").first
    campo.fill("Quem me atendeu na Praça foi muito gentil.")
    monkeypatch.setattr(casca, "versao", lambda: "segunda")
    page.evaluate(ATUALIZAR)
    aviso = page.get_by_role("status").filter(has_text="versão nova")
    expect(aviso).to_contain_text("entra quando você terminar")
    expect(aviso.get_by_role("button")).to_have_count(0)
    expect(campo).to_have_value("Quem me atendeu na Praça foi muito gentil.")
    page.locator("main").evaluate("main => main.scrollIntoView({ block: 'end' })")
    expect(aviso).to_be_in_viewport()
    verificar_pagina(page)

    page.goto("/aplicativo/")
    assert page.evaluate("caches.has('casca-segunda')")
    with page.expect_navigation():
        aviso.get_by_role("button", name="Atualizar agora").click()
    page.wait_for_function("async () => String(await caches.keys()) === 'casca-segunda'")
    expect(aviso).to_have_count(0)


@pytest.mark.parametrize("quebrado", [False, True], ids=["em ordem", "quebrado"])
def test_o_servidor_desliga_o_trabalhador(
    aparelho: BrowserContext,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    *,
    quebrado: bool,
) -> None:
    if quebrado:
        monkeypatch.setattr(trabalhador, "compilado", lambda _nome: QUEBRADO)
        page = no_celular(aparelho)
        resposta = page.evaluate("fetch('/aplicativo/').then(() => 'veio', () => 'erro')")
        assert resposta == "erro"
        monkeypatch.undo()
    page = no_celular(aparelho) if not quebrado else page
    settings.APLICATIVO_LIGADO = False
    page.evaluate(ATUALIZAR)
    page.wait_for_function(f"async () => (await ({QUANTOS})()) === 0")
    page.close()  # aberta, ainda é do trabalhador que se vai, e o Chromium pode dar-lhe a página seguinte
    page = aparelho.new_page()
    page.goto("/ouvidoria/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def guardar_de_tudo(page: Page) -> None:
    """As ruas, os serviços e uma foto de um pedido por fazer."""
    page.evaluate(
        """async () => {
          const casca = await caches.open((await caches.keys())[0]);
          await casca.put("/aplicativo/ruas/", new Response("a minha rua"));
          await (await caches.open("ruas")).put("/aplicativo/ruas/1.json", new Response("a minha rua"));
          localStorage.servicos = "a versão que levou";
        }"""
    )
    page.goto("/aplicativo/pedir/")
    page.locator("[data-camera]").first.set_input_files([foto_com_lugar()])
    expect(page.get_by_text("1 foto escolhida.")).to_be_visible()
    assert page.evaluate(NO_BANCO)


def ver_os_pedidos_sem_rede(page: Page, caso: Solicitacao, sigiloso: Solicitacao) -> None:
    """Os que se viram por último, com a hora, menos o sigiloso."""
    page.goto("/area/")
    expect(page.get_by_text("Esta lista fica guardada neste aparelho")).to_be_visible()
    expect(page.get_by_text(sigiloso.protocolo_escrito)).to_be_visible()
    page.context.set_offline(True)
    page.goto("/area/")
    expect(page.get_by_text(re.compile(r"Sem internet: a lista é a de \d\d/\d\d/\d{4}"))).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text=caso.protocolo_escrito)).to_be_visible()
    expect(page.get_by_text(sigiloso.protocolo_escrito)).to_have_count(0)
    verificar_pagina(page)
    page.context.set_offline(False)


def test_nada_da_pessoa_fica_guardado_e_sair_apaga_o_resto(aparelho: BrowserContext, base_url: str) -> None:
    territorio()
    dona = elenco.pessoa("Jacira Tupinambá", cpf=CPF)
    dela, em_segredo = replace(elenco.MARIA, usuario=dona), elenco.servico("abrigo", "Abrigo", sigilosa=True)
    caso = elenco.solicitacao(identificacao=dela)
    sigiloso = elenco.solicitacao(identificacao=dela, servico=em_segredo)
    cliente = Client()
    cliente.force_login(dona)
    sessao = cliente.cookies["sessionid"].value
    aparelho.add_cookies([{"name": "sessionid", "value": sessao, "url": base_url}])
    page = no_celular(aparelho)
    for endereco, pessoal in (
        ("/area/", caso.protocolo_escrito),
        (f"/acompanhar/{caso.protocolo}/", caso.protocolo_escrito),
        ("/area/meus-dados/corrigir/", "Tupinambá"),
        ("/solicitar/tapa-buraco/", FORMULARIO),
    ):
        page.goto(endereco)
        assert pessoal in page.content()
    ver_os_pedidos_sem_rede(page, caso, sigiloso)
    page.goto("/aplicativo/")
    page.reload()
    expect(page.get_by_text("Jacira")).to_have_count(0)
    guardado = page.evaluate(GUARDADO)
    assert "Viu um problema na cidade?" in guardado
    pessoais = {dona.email, "Jacira", "Tupinambá", caso.protocolo, caso.protocolo_escrito, CPF, FORMULARIO}
    assert not {dito for dito in pessoais if dito and dito in guardado}

    guardar_de_tudo(page)
    page.goto("/conta/logout/")
    page.get_by_role("main").get_by_role("button", name="Sair").click()
    expect(page).to_have_url(f"{base_url}/")
    page.wait_for_function("async () => !(await caches.match('/aplicativo/ruas/'))")
    page.wait_for_function("() => caches.match('/aplicativo/sem-rede/')")
    assert "a minha rua" not in page.evaluate(GUARDADO)
    assert not page.evaluate("caches.has('ruas')")
    assert not page.evaluate(NO_BANCO)
    assert page.evaluate("localStorage.servicos") is None
    aparelho.set_offline(True)
    page.goto("/area/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Esta página precisa de internet")
    expect(page.get_by_text(caso.protocolo_escrito)).to_have_count(0)
    assert not vigias[aparelho].console


def test_no_aparelho_de_todos_nada_se_instala_nem_se_guarda(aparelho: BrowserContext, base_url: str) -> None:
    territorio()
    aparelho.add_cookies([{"name": DE_TODOS, "value": "sim", "url": base_url}])
    page = aparelho.pages[0]
    with aparelho.expect_event("serviceworker"):
        page.goto("/aplicativo/")
    page.wait_for_function(f"async () => (await ({QUANTOS})()) === 0")
    for pede, vai in (
        ("pedir/", "/servicos/"),
        ("servicos/", "/servicos/"),
        ("servico/tapa-buraco/", "/solicitar/tapa-buraco/"),
        ("sem-internet/", "/aparelho/"),
    ):
        page.goto(f"/aplicativo/{pede}")
        expect(page).to_have_url(f"{base_url}{vai}")
    assert not page.evaluate(NO_BANCO)
    assert page.evaluate(QUANTOS) == 0


def test_diz_se_o_portal_foi_aberto_como_aplicativo(aparelho: BrowserContext) -> None:
    page = aparelho.pages[0]
    aparelho.add_init_script(COMO_SE_ABRIU)
    page.goto("/atendimento/")

    def dito(modo: str) -> bool:
        page.evaluate("modo => localStorage.setItem('modo', modo)", modo)
        page.reload()
        page.wait_for_function("() => document.body.classList.contains('js-enabled')")
        return any(cookie["name"] == "aberto_por" for cookie in aparelho.cookies())

    assert [dito(modo) for modo in ("browser", "standalone", "fullscreen")] == [False, True, False]


def test_a_oferta_recusada_nao_volta(aparelho: BrowserContext) -> None:
    page = no_celular(aparelho)
    oferta = page.get_by_role("region", name="Leve o SP156 no celular")
    page.evaluate(OFERTA, "accepted")
    expect(oferta.get_by_role("button", name="Instalar o aplicativo")).to_be_visible()
    verificar_pagina(page)
    oferta.get_by_role("button", name="Agora não").click()
    page.reload()
    page.evaluate(OFERTA, "accepted")
    expect(oferta).to_be_hidden()
    page.goto("/aplicativo/instalar/")
    page.evaluate(OFERTA, "accepted")
    oferta.get_by_role("button", name="Instalar o aplicativo").click()
    dito = oferta.get_by_text("o ícone do SP156 aparece na tela do aparelho")
    expect(dito).to_be_focused()
    expect(oferta.get_by_role("button")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('oferta-do-aplicativo')") == "aceita"


def test_no_iphone_diz_como(aparelho: BrowserContext) -> None:
    aparelho.add_init_script("navigator.standalone = false")
    oferta = no_celular(aparelho).get_by_role("region", name="Leve o SP156 no celular")
    expect(oferta).to_contain_text("Adicionar à Tela de Início")
    expect(oferta.get_by_role("button", name="Instalar o aplicativo")).to_be_hidden()
