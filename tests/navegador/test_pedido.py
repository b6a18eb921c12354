"""A jornada de quem pede: da capa à confirmação, com e sem JavaScript, no celular e na mesa."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from PIL import Image
from playwright.sync_api import BrowserContext, FilePayload, Page, Route, expect

from guia.busca import indice
from solicitacoes.models import Solicitacao
from tests.navegador.telas import CELULAR, CELULAR_E_MESA, MESA, SEM_JAVASCRIPT, Tela
from tests.navegador.vigia import sem_scripts, verificar_pagina
from tests.solicitacoes.pedindo import territorio

pytestmark = pytest.mark.django_db(transaction=True)

type Contexto = Callable[..., BrowserContext]

ROLA = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
QUADRO = "new Promise((pronto) => requestAnimationFrame(() => requestAnimationFrame(pronto)))"
SALTO = 0.02
PROGRAMAS = re.compile(r"/compilado/(?!tema).*\.js")
MOVEU = """window.moveu = 0;
new PerformanceObserver((lista) => {
  for (const { value, hadRecentInput } of lista.getEntries()) window.moveu += hadRecentInput ? 0 : value;
}).observe({ type: "layout-shift", buffered: true });"""
"""A soma dos saltos da página (CLS) que ninguém pediu com um toque."""
FALSA: FilePayload = {"name": "nota.jpg", "mimeType": "image/jpeg", "buffer": b"%PDF-1.7 isto nao e foto"}


def foto() -> FilePayload:
    arquivo = io.BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(arquivo, "JPEG")
    return {"name": "buraco.jpg", "mimeType": "image/jpeg", "buffer": arquivo.getvalue()}


@pytest.fixture(autouse=True)
def cidade() -> None:
    cache.clear()
    indice.atualizar([territorio(identificacao="anonima").pk])


@pytest.fixture(params=CELULAR_E_MESA)
def contexto(request: pytest.FixtureRequest, new_context: Contexto) -> BrowserContext:
    return new_context(**request.param)


def conferir(pagina: Page, titulo: str) -> None:
    """Chegou à página certa, sem achado do axe, da CSP ou do console, e ela não rola de lado."""
    expect(pagina).to_have_title(re.compile(rf"^{titulo}"))
    verificar_pagina(pagina)
    assert not pagina.evaluate(ROLA)


def continuar(pagina: Page) -> None:
    pagina.get_by_role("button", name="Continuar", exact=True).last.click()


def comecar(pagina: Page) -> None:
    """Da capa ao primeiro passo, pela busca."""
    pagina.goto("/")
    busca = pagina.locator("main input[type=search], .sp-capa input[type=search]").first
    busca.fill("buraco")
    busca.press("Enter")
    pagina.get_by_role("link", name="Tapa-buraco", exact=True).first.click()
    pagina.get_by_role("button", name="Solicitar").or_(
        pagina.get_by_role("link", name="Solicitar")
    ).first.click()
    conferir(pagina, "Tapa-buraco")


def abrir(contexto: BrowserContext) -> Page:
    """O primeiro passo, pelo endereço."""
    pagina = contexto.new_page()
    pagina.goto("/solicitar/tapa-buraco/")
    return pagina


def mandar_fotos(pagina: Page, *fotos: FilePayload) -> None:
    """Com JavaScript sobem ao escolher; sem ele, pelo botão."""
    pagina.locator("#id_fotos").set_input_files(fotos)
    guardar = pagina.get_by_role("button", name="Guardar estas fotos")
    if guardar.is_visible():
        guardar.click()


def dizer_o_lugar(pagina: Page) -> None:
    continuar(pagina)
    conferir(pagina, "Erro: Tapa-buraco")
    pagina.get_by_label("Rua, avenida ou praça").fill("Avenida Comprida")
    pagina.get_by_label("Número").fill("425")


def dar_detalhes(pagina: Page) -> None:
    pagina.get_by_label("Menor que um prato").check()
    pagina.get_by_label("Conte com as suas palavras").fill("Buraco em frente ao ponto de ônibus.")
    mandar_fotos(pagina, foto(), FALSA)
    expect(pagina.get_by_role("link", name=re.compile("nota.jpg: O arquivo é um PDF"))).to_be_visible()
    conferir(pagina, "Erro: Tapa-buraco")
    expect(pagina.get_by_role("img", name=re.compile("buraco.jpg"))).to_be_visible()
    expect(pagina.get_by_label("Conte com as suas palavras")).to_have_value(re.compile("^Buraco em frente"))
    expect(pagina.get_by_label("Rua, avenida ou praça")).to_have_value("Avenida Comprida")
    continuar(pagina)
    conferir(pagina, "A Avenida Comprida passa por dois distritos. Em qual fica?")
    pagina.get_by_role("radio").first.check()
    continuar(pagina)


def identificar(pagina: Page) -> None:
    conferir(pagina, "Confira e envie")
    pagina.get_by_label("Quero me identificar", exact=True).check()
    pagina.get_by_label("Nome completo").fill("Maria Silva")
    pagina.get_by_label("CPF", exact=True).fill("529.982.247-25")


def enviar(pagina: Page) -> None:
    expect(pagina.get_by_text("Avenida Comprida, 425")).to_be_visible()
    pagina.get_by_role("button", name="Enviar pedido").click()
    conferir(pagina, "Pedido registrado")
    caso = Solicitacao.objects.get()
    expect(pagina.get_by_text(caso.protocolo_escrito)).to_be_visible()
    pagina.get_by_role("link", name="Ver o comprovante").click()
    conferir(pagina, "Comprovante do pedido")
    assert caso.anexos.count() == 1


def pedir(pagina: Page) -> None:
    comecar(pagina)
    dizer_o_lugar(pagina)
    dar_detalhes(pagina)
    identificar(pagina)
    enviar(pagina)


def test_da_capa_ao_comprovante_que_cabe_numa_folha(contexto: BrowserContext) -> None:
    pagina = contexto.new_page()
    pedir(pagina)
    assert len(re.findall(rb"/Type\s*/Page\b", pagina.pdf(format="A4"))) == 1


@pytest.mark.noturno
def test_da_capa_a_confirmacao_com_os_scripts_que_nao_chegam(contexto: BrowserContext) -> None:
    """De dia, as peças sem scripts em `test_usar_pecas.py`, e o caminho em `test_contar_toques.py`."""
    sem_scripts(contexto)
    pedir(contexto.new_page())


@pytest.mark.noturno
def test_com_javascript_desligado(new_context: Contexto) -> None:
    """De dia, contam-se nele os toques (`test_contar_toques.py`)."""
    pedir(new_context(**SEM_JAVASCRIPT).new_page())


def test_perguntas_aparecem_conforme_a_resposta(contexto: BrowserContext) -> None:
    pagina = abrir(contexto)
    condicional = pagina.get_by_label("Quantos metros ele tem?")
    expect(condicional).to_be_hidden()
    pagina.get_by_label("Maior que um pneu").check()
    expect(condicional).to_be_visible()
    verificar_pagina(pagina)
    pagina.get_by_label("Menor que um prato").check()
    expect(condicional).to_be_hidden()


@pytest.mark.parametrize("tela", [CELULAR, MESA], ids=["celular", "mesa"])
@pytest.mark.parametrize("onde", ["lugar", "detalhes"])
def test_o_que_chega_depois_nao_empurra_o_que_se_le(new_context: Contexto, tela: Tela, onde: str) -> None:
    """Os programas chegam um a um, com a página já desenhada, a quem está no alto ou já responde."""
    pagina, presos = new_context(**tela).new_page(), list[Route]()

    def reter(rota: Route) -> None:
        presos.append(rota)

    pagina.add_init_script(MOVEU)
    pagina.route(PROGRAMAS, reter)
    pagina.goto("/solicitar/tapa-buraco/", wait_until="commit")
    expect(pagina.get_by_role("contentinfo")).to_be_attached()
    pagina.locator(f"#{onde}").evaluate("(parte) => parte.scrollIntoView()")
    pagina.evaluate(QUADRO)
    pagina.route(PROGRAMAS, lambda rota: rota.continue_())
    for preso in presos:
        preso.continue_()
        pagina.evaluate(QUADRO)
    pagina.wait_for_load_state("load")
    expect(pagina.get_by_role("button", name="Usar onde estou")).to_be_visible()
    expect(pagina.get_by_label("Quantos metros ele tem?")).to_be_hidden()
    if onde == "detalhes":
        expect(pagina.get_by_role("button", name="Marcar o centro do mapa")).to_be_visible()
    pagina.evaluate(QUADRO)
    assert pagina.evaluate("window.moveu") <= SALTO


def test_enter_num_campo_continua_e_nao_remove_foto(contexto: BrowserContext) -> None:
    pagina = abrir(contexto)
    mandar_fotos(pagina, foto())
    expect(pagina.get_by_role("img", name=re.compile("buraco.jpg"))).to_be_visible()
    pagina.get_by_label("Rua, avenida ou praça").fill("Rua Líbero Badaró")
    pagina.get_by_label("Número").fill("425")
    pagina.get_by_label("Maior que um pneu").check()
    pagina.get_by_label("Quantos metros ele tem?").fill("2")
    pagina.get_by_label("Quantos metros ele tem?").press("Enter")
    conferir(pagina, "Confira e envie")
    pagina.go_back()
    expect(pagina.get_by_role("img", name=re.compile("buraco.jpg"))).to_be_visible()


@pytest.mark.parametrize(
    "javascript",
    [
        pytest.param(True, id="com JavaScript"),
        pytest.param(False, id="sem", marks=pytest.mark.noturno),
    ],
)
def test_depois_de_guardar_fotos_o_erro_se_ve_e_voltar_nunca_pede_para_reenviar(
    new_context: Contexto, javascript: bool
) -> None:
    pagina = abrir(new_context(**{**CELULAR, "java_script_enabled": javascript}))
    mandar_fotos(pagina, foto())
    expect(pagina.get_by_role("img", name=re.compile("buraco.jpg"))).to_be_in_viewport()
    pagina.get_by_label("Rua, avenida ou praça").fill("Avenida Comprida")
    pagina.get_by_label("Número").fill("425")
    pagina.get_by_label("Conte com as suas palavras").fill("Buraco em frente ao ponto.")
    continuar(pagina)
    expect(pagina).to_have_title(re.compile("^Erro: Tapa-buraco"))
    expect(pagina.get_by_role("heading", name="Confira o que falta")).to_be_in_viewport()
    assert not pagina.url.endswith("#fotos")
    pagina.get_by_label("Menor que um prato").check()
    continuar(pagina)
    expect(pagina).to_have_title(re.compile("^A Avenida Comprida passa"))
    volta = pagina.go_back()
    assert volta is None or volta.request.method == "GET"
    expect(pagina.get_by_label("Conte com as suas palavras")).to_have_value(re.compile("^Buraco em frente"))
    pagina.go_back()
    expect(pagina.get_by_role("img", name=re.compile("buraco.jpg"))).to_be_visible()


def test_sugestao_de_rua_preenche_o_campo(contexto: BrowserContext) -> None:
    """Ainda que a rua se escreva antes de o htmx chegar, como numa rede lenta."""
    pagina, retidos = contexto.new_page(), list[Route]()
    pagina.route("**/htmx-2.min.js", lambda rota: retidos.append(rota))  # noqa: PLW0108 - o playwright recusa a função embutida
    pagina.goto("/solicitar/tapa-buraco/")
    with pagina.expect_request("**/htmx-2.min.js"):
        pagina.get_by_label("Rua, avenida ou praça").press_sequentially("libero")
    retidos.pop().continue_()
    pagina.get_by_role("button", name="Rua Líbero Badaró Sé").click()
    expect(pagina.get_by_label("Rua, avenida ou praça")).to_have_value("Rua Líbero Badaró")
    expect(pagina.get_by_label("Número")).to_be_focused()
    verificar_pagina(pagina)


def test_cep_de_uma_rua_so_a_preenche_e_diz(contexto: BrowserContext) -> None:
    pagina = abrir(contexto)
    pagina.get_by_text("CEP e complemento").click()
    pagina.get_by_label("CEP").press_sequentially("01009-000")
    expect(pagina.get_by_text("Preenchemos a rua: Rua Líbero Badaró. Confira.")).to_be_visible()
    expect(pagina.get_by_label("Rua, avenida ou praça")).to_have_value("Rua Líbero Badaró")
    expect(pagina.get_by_label("CEP")).to_be_focused()
    verificar_pagina(pagina)


def test_rua_escolhida_na_lista_nao_se_pergunta_e_escrever_depois_desfaz(contexto: BrowserContext) -> None:
    pagina = abrir(contexto)
    rua = pagina.get_by_label("Rua, avenida ou praça")
    rua.press_sequentially("comprida")
    sugestao = pagina.get_by_role("button", name="Avenida Comprida Pinheiros")
    sugestao.click()
    pagina.get_by_label("Número").fill("10")
    pagina.get_by_label("Menor que um prato").check()
    continuar(pagina)
    conferir(pagina, "Confira e envie")
    pagina.get_by_role("button", name=re.compile("^Alterar.*O lugar")).click()
    rua.fill("Avenida Comprid")
    rua.press("a")
    continuar(pagina)
    conferir(pagina, "A Avenida Comprida passa por dois distritos")


def test_lugar_do_aparelho_so_quando_se_pede(new_context: Contexto, base_url: str) -> None:
    contexto = new_context(geolocation={"latitude": -23.5467, "longitude": -46.6368})
    contexto.grant_permissions(["geolocation"], origin=base_url)
    pagina = abrir(contexto)
    expect(pagina.locator("#id_lat")).to_have_value("")
    pagina.get_by_role("button", name="Usar onde estou").click()
    expect(pagina.get_by_text("Ponto marcado: Rua Líbero Badaró, distrito Sé.")).to_be_visible()
    expect(pagina.get_by_label("Rua, avenida ou praça")).to_have_value("Rua Líbero Badaró")
    verificar_pagina(pagina)
    pagina.get_by_role("button", name="Desmarcar o ponto").click()
    expect(pagina.get_by_role("button", name="Usar onde estou")).to_be_visible()
    expect(pagina.locator("#id_lat")).to_have_value("")


def test_sem_identificacao_esconde_os_campos(contexto: BrowserContext) -> None:
    pagina = abrir(contexto)
    pagina.get_by_label("Rua, avenida ou praça").fill("Rua Líbero Badaró")
    pagina.get_by_label("Número").fill("425")
    pagina.get_by_label("Menor que um prato").check()
    continuar(pagina)
    conferir(pagina, "Confira e envie")
    expect(pagina.get_by_label("Nome completo")).to_be_hidden()
    pagina.get_by_label("Não quero me identificar").check()
    verificar_pagina(pagina)
    pagina.get_by_role("button", name="Enviar pedido").click()
    conferir(pagina, "Pedido registrado")
    interessado = Solicitacao.objects.get().interessado
    assert interessado is None or interessado.anonimo
