"""As peças da interface no navegador: axe, CSP, teclado, tamanhos, temas e sem JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.navegador.telas import CELULAR_E_MESA, Tela
from tests.navegador.vigia import sem_scripts, verificar_pagina

pytestmark = [pytest.mark.urls("tests.navegador.galeria"), pytest.mark.django_db(transaction=True)]

PAGINAS = ["formulario", "pecas", "caixa"]
ANDOU_E_PAROU = """antes => {
    const mapa = document.querySelector(".leaflet-map-pane");
    return mapa.style.transform !== antes && !mapa.classList.contains("leaflet-pan-anim");
}"""
PORTUGUES = "áàâãéêíóôõúüçñ ÁÀÂÃÉÊÍÓÔÕÚÜÇÑ 1ª 2º 3° § – — “aspas” ‘simples’ « » € ½ ¼ ¾ × ÷ − … • m² m³ "
NOMES_DE_FORA = "Łukasz Wałęsa, Şahin Yıldız, Dvořák, Håkon Sørensen, Æsir, Erdős, Țepeș, Žižek, Müller, Peña"
ROLA = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def lembrar(nome: str, valor: str) -> str:
    """Programa que grava a escolha antes de a página abrir (a página vazia do começo não tem onde)."""
    return f"if (location.host) localStorage.setItem('{nome}', '{valor}')"


type Contexto = Callable[..., BrowserContext]


@pytest.mark.parametrize("tela", CELULAR_E_MESA)
@pytest.mark.parametrize("contraste", ["nao", "sim"])
def test_sem_achado_em_qualquer_tema_e_largura(
    new_context: Contexto, tela: Tela, contraste: str, subtests: pytest.Subtests
) -> None:
    contexto = new_context(**tela)
    contexto.add_init_script(lembrar("contraste", contraste))
    pagina = contexto.new_page()
    for nome in PAGINAS:
        with subtests.test(nome):
            pagina.goto(f"/galeria/{nome}/")
            verificar_pagina(pagina)
            assert not pagina.evaluate(ROLA)


def test_nao_rola_de_lado_a_320_com_letra_maxima(new_context: Contexto, subtests: pytest.Subtests) -> None:
    contexto = new_context(viewport={"width": 320, "height": 700})
    contexto.add_init_script(lembrar("tamanho", "maximo"))
    pagina = contexto.new_page()
    for nome in PAGINAS:
        with subtests.test(nome):
            pagina.goto(f"/galeria/{nome}/")
            assert not pagina.evaluate(ROLA)


def test_contraste_e_letra_ficam_lembrados(page: Page) -> None:
    page.goto("/galeria/pecas/")
    page.get_by_role("button", name="Alto contraste").click()
    page.get_by_role("button", name="Aumentar a letra").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-tamanho", "maior")
    expect(page.locator("body")).to_have_css("background-color", "rgb(0, 0, 0)")
    expect(page.get_by_role("button", name="Alto contraste")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Alto contraste").click()
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")


def test_erro_por_htmx_recebe_o_foco_e_guarda_o_texto(page: Page) -> None:
    page.goto("/galeria/formulario/")
    page.get_by_label("O que está acontecendo?").fill("Buraco fundo")
    page.get_by_role("button", name="Continuar").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.get_by_label("O que está acontecendo?")).to_have_value("Buraco fundo")
    page.get_by_role("link", name="Preencha: CEP").click()
    expect(page.get_by_label("CEP")).to_be_focused()
    verificar_pagina(page)


def test_erro_sem_javascript_e_a_mesma_pagina(new_context: Contexto) -> None:
    pagina = new_context(java_script_enabled=False).new_page()
    pagina.goto("/galeria/formulario/")
    pagina.get_by_role("button", name="Continuar").click()
    expect(pagina).to_have_title("Erro: Detalhes – SP156")
    expect(pagina.get_by_role("link", name="Preencha: CEP")).to_be_visible()
    expect(pagina.get_by_role("link", name="Acompanhar", exact=True)).to_be_visible()
    expect(pagina.get_by_role("button", name="Alto contraste")).to_have_count(0)


def test_quando_o_javascript_nao_chega_tudo_se_le(new_context: Contexto) -> None:
    contexto = new_context()
    sem_scripts(contexto)
    pagina = contexto.new_page()
    pagina.goto("/galeria/formulario/")
    verificar_pagina(pagina)
    expect(pagina.locator("[data-mapa]")).to_have_count(0)


def test_fotos_escolhidas_ganham_miniatura(page: Page) -> None:
    page.goto("/galeria/formulario/")
    foto = page.screenshot()
    campo = page.locator("#id_fotos")
    campo.set_input_files({"name": "rua.png", "mimeType": "image/png", "buffer": foto})
    expect(page.get_by_role("status").filter(has_text="1 foto escolhida.")).to_be_visible()
    expect(page.locator(".sp-fotos canvas")).to_have_count(1)
    expect(page.locator(".sp-fotos")).to_contain_text("rua.png")
    verificar_pagina(page)


def test_foto_que_o_navegador_nao_abre_fica_com_o_nome(page: Page) -> None:
    page.goto("/galeria/formulario/")
    page.locator("#id_fotos").set_input_files(
        {"name": "rua.heic", "mimeType": "image/heic", "buffer": b"nada"}
    )
    expect(page.locator(".sp-fotos__foto.sem-miniatura")).to_contain_text("rua.heic")
    verificar_pagina(page)


def test_mapa_se_marca_pelo_teclado(page: Page) -> None:
    page.goto("/galeria/pecas/")
    page.locator("[data-mapa]").focus()
    antes = page.locator(".leaflet-map-pane").evaluate("mapa => mapa.style.transform")
    page.keyboard.press("ArrowUp")
    page.wait_for_function(ANDOU_E_PAROU, arg=antes)
    page.get_by_role("button", name="Marcar o centro do mapa").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Lugar marcado.")).to_be_visible()
    latitude = float(page.locator("#id_lat").input_value())
    assert latitude > -23.5505
    verificar_pagina(page)


def test_mapa_so_pergunta_onde_estou_quando_se_pede(new_context: Contexto) -> None:
    contexto = new_context(permissions=["geolocation"], geolocation={"latitude": -23.56, "longitude": -46.65})
    pagina = contexto.new_page()
    pagina.goto("/galeria/pecas/")
    assert pagina.locator("#id_lat").input_value() == ""
    pagina.locator("[data-mapa]").scroll_into_view_if_needed()
    pagina.get_by_role("button", name="Usar onde estou agora").click()
    expect(pagina.locator("#id_lat")).to_have_value("-23.560000")


def test_caixa_pelo_teclado(page: Page) -> None:
    page.goto("/galeria/caixa/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Poda")).to_be_focused()
    page.keyboard.press("x")
    expect(page.get_by_label("Marcar Poda")).to_be_checked()
    page.keyboard.press("k")
    expect(page.locator("[data-linha][aria-current=true]")).to_contain_text("Tapa-buraco")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("jx/")
    expect(page.get_by_label("Procurar")).to_have_value("jx/")
    page.get_by_role("link", name="Bueiro").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/?aberto=3")


def test_caixa_marca_todas(page: Page) -> None:
    page.goto("/galeria/caixa/")
    page.get_by_label("Marcar todas").check()
    assert page.locator("[data-linha] input:checked").count() == 3


def test_menu_do_celular_abre_e_fecha(new_context: Contexto) -> None:
    pagina = new_context(viewport={"width": 390, "height": 844}).new_page()
    pagina.goto("/galeria/pecas/")
    ligacao = pagina.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Ouvidoria")
    expect(ligacao).to_be_hidden()
    pagina.get_by_role("button", name="Menu").click()
    expect(ligacao).to_be_visible()


def test_saltos_levam_o_foco(page: Page) -> None:
    page.goto("/galeria/pecas/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Ir para o conteúdo (1)")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#conteudo")).to_be_focused()


def test_a_letra_desenha_o_portugues_e_os_nomes_de_fora(page: Page) -> None:
    """Nenhum sinal sai noutra letra; a das outras línguas só se pede quando a página tem uma delas."""
    pedidas: list[str] = []
    page.on("request", lambda pedido: pedidas.append(pedido.url))
    page.goto("/galeria/pecas/")
    page.evaluate("document.fonts.ready")
    assert not [url for url in pedidas if "outras-linguas" in url]
    page.locator("h1").evaluate(
        "(titulo, texto) => { titulo.textContent = texto }", PORTUGUES + NOMES_DE_FORA
    )
    page.wait_for_function("() => [...document.fonts].every(uma => uma.status === 'loaded')")
    rede = page.context.new_cdp_session(page)
    rede.send("DOM.enable")
    rede.send("CSS.enable")
    raiz = rede.send("DOM.getDocument")["root"]["nodeId"]
    titulo = rede.send("DOM.querySelector", {"nodeId": raiz, "selector": "h1"})["nodeId"]
    usadas = rede.send("CSS.getPlatformFontsForNode", {"nodeId": titulo})["fonts"]
    assert {(uma["familyName"], uma["isCustomFont"]) for uma in usadas} == {
        ("Atkinson Hyperlegible Next", True)
    }, usadas
