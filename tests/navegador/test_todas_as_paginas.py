"""Toda página que algum papel alcança, a 320 px: axe nos dois temas, estrutura, e nada rola de lado."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import redis
from django.core.mail import EmailMessage
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, PdfMargins, ViewportSize, expect

from assistente.guardas import COOKIE as RASCUNHOS
from avisos.demonstracao.correio import CaixaDeDemonstracao
from sp156.embutido.frontend import COMPILADO
from tests.instalacao import Instalacao, instalar
from tests.navegador import feitios
from tests.navegador.axe import AXE, achados_do_axe
from tests.navegador.estados import (
    COM_ERRO,
    ESTADOS,
    LEVAM_A_OUTRA,
    PARAMETROS,
    QUEM_VE,
    TELAS_DA_ADMINISTRACAO,
    TELAS_DO_GUIA,
)
from tests.navegador.peso import CABE, primeira_visita
from tests.navegador.sem_pagina import SEM_PAGINA
from tests.navegador.vigia import verificar_pagina, vigiar, vigias
from tests.navegante import Navegante
from tests.projeto.acesso import MATRIZ
from tests.projeto.papeis_de_acesso import PAPEIS, R

pytestmark = [pytest.mark.varredura, pytest.mark.timeout(240)]

LARGURA, ALTURA = 320, 844
"""A menor largura que se promete: o que não cabe nela aparece. `--largura=1280` percorre tudo na mesa."""
CELULAR: ViewportSize = {"width": 390, "height": 844}
MARGEM: PdfMargins = {"top": "12mm", "bottom": "12mm", "left": "12mm", "right": "12mm"}
ROLA = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
CONFERIR = """async () => {
    await document.fonts.ready;
    const contas = Object.fromEntries(["h1", "main", "body > header", "body > footer", "html[lang='pt-BR']"]
        .map(seletor => [seletor, document.querySelectorAll(seletor).length]));
    const rola = document.documentElement.scrollWidth > document.documentElement.clientWidth;
    const folhas = [...document.styleSheets].map(folha => folha.href).filter(Boolean);
    const classes = [...new Set([...document.querySelectorAll("[class]")].flatMap(um => [...um.classList]))];
    return {contas, rola, folhas, classes, titulo: document.title};
}"""

DA_FOLHA = {
    folha.stem: set(re.findall(r"\.(sp-[\w-]+)", folha.read_text(encoding="utf-8")))
    for folha in sorted(COMPILADO.glob("*.css"))
}
"""Folha → as classes daqui de que ela sabe."""


def papel_de(nome: str) -> str:
    """O primeiro papel que pode abrir a página, ou o que a vê inteira."""
    pode = (papel for papel in PAPEIS if MATRIZ[nome].esperado(papel) == R.PODE)
    return QUEM_VE.get(nome) or next(pode, "")


NOMES = sorted(nome for nome in MATRIZ if papel_de(nome) and nome not in SEM_PAGINA)


@pytest.fixture(scope="module")
def no_ar() -> Iterator[Instalacao]:
    with instalar() as feita:
        feita.subir("web")
        yield feita


@pytest.fixture(scope="module")
def cenario(no_ar: Instalacao) -> dict[str, Any]:
    """Os cookies de cada papel e os endereços que só o estado conhece."""
    dito = no_ar.python("from tests.navegador.cenario import montar; montar()")
    feito: dict[str, Any] = json.loads(dito.strip().splitlines()[-1])
    return feito


@pytest.fixture(scope="module")
def largura(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("largura") or LARGURA)


@pytest.fixture(scope="module")
def paginas(
    no_ar: Instalacao, cenario: dict[str, Any], browser: Browser, largura: int
) -> Iterator[dict[str, Page]]:
    """Uma aba por papel, com a sessão dele; todas da mesma largura e sem animações."""
    contextos: dict[str, BrowserContext] = {}
    for papel, cookies in cenario["cookies"].items():
        contexto = browser.new_context(base_url=no_ar.url, locale="pt-BR", reduced_motion="reduce")
        contexto.set_default_timeout(15_000)
        vigiar(contexto)
        contexto.add_init_script(path=AXE)
        contexto.add_cookies([{"name": n, "value": v, "url": no_ar.url} for n, v in cookies.items()])
        contexto.new_page().set_viewport_size({"width": largura, "height": ALTURA})
        contextos[papel] = contexto
    yield {papel: contexto.pages[0] for papel, contexto in contextos.items()}
    for contexto in contextos.values():
        contexto.close()


def endereco(cenario: dict[str, Any], nome: str) -> str:
    do_estado = cenario["enderecos"].get(nome) or ESTADOS.get(nome, ("", ""))[1]
    return str(do_estado or reverse(nome, args=PARAMETROS.get(nome)))


def abrir(pagina: Page, caminho: str, situacao: int = 200) -> None:
    resposta = pagina.goto(caminho)
    assert resposta is not None
    assert resposta.status == situacao, caminho
    assert resposta.headers["content-type"].startswith("text/html"), caminho


def conferir(pagina: Page) -> None:
    """Junta todos os defeitos da página antes de falhar: no tema comum e, só as cores, no alto contraste."""
    pagina.wait_for_load_state()  # o clique só espera a página nova começar a chegar
    visto = pagina.evaluate(CONFERIR)
    vigia = vigias[pagina.context]
    achados = [*vigia.console, *(f"outro host: {url}" for url in vigia.estranhos)]
    vigia.console.clear()
    vigia.estranhos.clear()
    achados += [f"{seletor}: {quantos}" for seletor, quantos in visto["contas"].items() if quantos != 1]
    if not re.fullmatch(r".{3,} – SP156", visto["titulo"]):
        achados.append(f"título: {visto['titulo']!r}")
    achados += achados_do_axe(pagina, alto_contraste=True)
    if visto["rola"]:
        achados.append("rola de lado")
    achados += sem_folha(visto["folhas"], visto["classes"])
    assert not achados, f"{pagina.url}:\n" + "\n".join(achados)


def sem_folha(folhas: list[str], classes: list[str]) -> list[str]:
    """As classes de que só sabe uma folha que a página não carrega."""
    carregadas = {Path(urlsplit(folha).path).name.split(".")[0] for folha in folhas}
    sabidas = {classe for folha in carregadas & DA_FOLHA.keys() for classe in DA_FOLHA[folha]}
    de_alguma = {classe for da_folha in DA_FOLHA.values() for classe in da_folha}
    return [f"sem folha: {classe}" for classe in classes if classe in de_alguma - sabidas]


def rola_de_lado(pagina: Page) -> bool:
    return bool(pagina.evaluate(ROLA))


@pytest.mark.parametrize("nome", NOMES)
def test_pagina(paginas: dict[str, Page], cenario: dict[str, Any], nome: str) -> None:
    pagina = paginas[papel_de(nome)]
    caminho = endereco(cenario, nome)
    abrir(pagina, caminho)
    assert (urlsplit(pagina.url).path != urlsplit(caminho).path) == (nome in LEVAM_A_OUTRA), pagina.url
    conferir(pagina)


@pytest.mark.parametrize("nome", feitios.menos_estas_de_dia(ESTADOS, feitios.REPETIDOS))
def test_outro_estado(paginas: dict[str, Page], cenario: dict[str, Any], nome: str) -> None:
    papel, caminho = ESTADOS[nome]
    abrir(paginas[papel], caminho or endereco(cenario, nome))
    conferir(paginas[papel])


def test_a_primeira_visita_pesa_pouco(
    no_ar: Instalacao, cenario: dict[str, Any], browser: Browser, subtests: pytest.Subtests
) -> None:
    for nome, limite in CABE.items():
        cookies = cenario["cookies"][papel_de(nome)]
        pesos = primeira_visita(browser, no_ar.url, endereco(cenario, nome), cookies)
        with subtests.test(nome):
            assert sum(pesos.values()) <= limite * 1024, pesos


def esquecer_o_rascunho(pagina: Page, cookies: dict[str, str], no_ar: Instalacao) -> None:
    """O que o formulário em branco deixou levaria outro teste à página de quem volta atrás."""
    pagina.context.clear_cookies(name=RASCUNHOS)
    if RASCUNHOS in cookies:
        pagina.context.add_cookies([{"name": RASCUNHOS, "value": cookies[RASCUNHOS], "url": no_ar.url}])


@pytest.mark.parametrize("nome", feitios.so_estas_de_dia(COM_ERRO, feitios.EM_BRANCO))
def test_formulario_em_branco(
    paginas: dict[str, Page], cenario: dict[str, Any], no_ar: Instalacao, nome: str
) -> None:
    pagina = paginas[COM_ERRO[nome]]
    abrir(pagina, endereco(cenario, nome))
    formulario = pagina.locator("main form[method=post]:not([action$='/lembrar/'])").first
    with pagina.expect_response(lambda r: r.request.is_navigation_request() and r.status != 303) as mandado:
        enviar = "button[type=submit]:not([name=dividir_em], [name=guardar]), button:not([type])"
        formulario.locator(enviar).last.click()
    assert mandado.value.status == 422
    expect(pagina).to_have_title(re.compile("^Erro: "))
    expect(pagina.locator("main .govuk-error-summary")).to_be_focused()
    conferir(pagina)
    esquecer_o_rascunho(pagina, cenario["cookies"][COM_ERRO[nome]], no_ar)


def conferir_administracao(pagina: Page) -> None:
    """A armação é do Django: axe, console e outro host; no alto contraste, as cores; e nada rola de lado."""
    verificar_pagina(pagina, alto_contraste=True)
    assert not rola_de_lado(pagina), "rola de lado"


@pytest.mark.parametrize("caminho", TELAS_DA_ADMINISTRACAO)
def test_administracao(paginas: dict[str, Page], caminho: str) -> None:
    """Toda lista e todo formulário por preencher."""
    abrir(paginas["administracao"], caminho)
    conferir_administracao(paginas["administracao"])


@pytest.mark.parametrize("nome", TELAS_DO_GUIA)
def test_administracao_do_guia(paginas: dict[str, Page], cenario: dict[str, Any], nome: str) -> None:
    abrir(paginas["administracao"], str(cenario["enderecos"].get(nome, nome)))
    conferir_administracao(paginas["administracao"])


def test_planilha_com_erro(paginas: dict[str, Page]) -> None:
    pagina = paginas["administracao"]
    abrir(pagina, "/admin/guia/versaodoservico/import/")
    ruim: FilePayload = {"name": "guia.csv", "mimeType": "text/csv", "buffer": b"slug;taxas\nnao-existe;1\n"}
    pagina.locator("input[type=file]").set_input_files([ruim])
    pagina.get_by_label("Formato").select_option(label="csv")
    pagina.get_by_role("button", name="Conferir antes de confirmar").click()
    expect(pagina.get_by_role("region", name="Linhas com erro")).to_be_visible()
    conferir_administracao(pagina)


def test_a_manifestacao_concluida_cabe_numa_folha(paginas: dict[str, Page], cenario: dict[str, Any]) -> None:
    pagina = paginas["dono"]
    abrir(pagina, endereco(cenario, "manifestação completa"))
    expect(pagina.get_by_role("button", name="Imprimir esta página")).to_be_visible()
    folhas = re.findall(rb"/Type\s*/Page\b", pagina.pdf(format="A4", margin=MARGEM))
    assert len(folhas) == 1


def test_opiniao_enviada(paginas: dict[str, Page]) -> None:
    pagina = paginas["anonimo"]
    abrir(pagina, "/servicos/tapa-buraco/opiniao/")
    pagina.get_by_label("Sim", exact=True).check()
    pagina.get_by_role("button", name="Enviar opinião").click()
    expect(pagina.get_by_text("vai ler a sua opinião")).to_be_visible()
    conferir(pagina)


def test_410_do_servico_arquivado(paginas: dict[str, Page]) -> None:
    abrir(paginas["anonimo"], "/servicos/conserto-de-paralelepipedo/", 410)
    conferir(paginas["anonimo"])


def test_410_da_resposta_fora_do_ar(paginas: dict[str, Page], cenario: dict[str, Any]) -> None:
    abrir(paginas["anonimo"], endereco(cenario, "resposta fora do ar"), 410)
    conferir(paginas["anonimo"])


def test_403(paginas: dict[str, Page], cenario: dict[str, Any]) -> None:
    abrir(paginas["servidor_de_fora"], endereco(cenario, "caixa:pedido"), 403)
    conferir(paginas["servidor_de_fora"])


def test_403_do_rascunho_alheio(paginas: dict[str, Page], cenario: dict[str, Any]) -> None:
    abrir(paginas["anonimo"], endereco(cenario, "solicitacoes:conferir"), 403)
    conferir(paginas["anonimo"])


@pytest.mark.parametrize("caminho", ["/nao-existe/", "/servicos/nao-existe/", "/acompanhar/123456789012345/"])
def test_404(paginas: dict[str, Page], caminho: str) -> None:
    abrir(paginas["anonimo"], caminho, 404)
    conferir(paginas["anonimo"])


@pytest.fixture
def escritos_de_volta(no_ar: Instalacao) -> Iterator[None]:
    """O que o teste escreve num ato guarda-se, e voltaria ao campo no teste que o quer em branco."""
    antes = no_ar.ler("SELECT uuid FROM protocolo_rascunho WHERE tipo = 'escrito'")
    yield
    no_ar.ler("DELETE FROM protocolo_rascunho WHERE tipo = 'escrito' AND NOT uuid = ANY(%s)", antes)


@pytest.mark.usefixtures("escritos_de_volta")
def test_409_de_dois_servidores(paginas: dict[str, Page], cenario: dict[str, Any]) -> None:
    """Enquanto um lê, outro assume: o que se escreveu volta na página, com o que mudou."""
    pagina = paginas["servidor"]
    abrir(pagina, endereco(cenario, "caixa:indeferir"))
    pagina.locator("main form input[name=versao]").evaluate("campo => campo.value = '0'")
    pagina.get_by_label("Explicação ao munícipe").fill("O local é particular e a Prefeitura não entra nele.")
    pagina.get_by_role("button", name="Conferir antes de confirmar").click()
    expect(pagina.get_by_label("Explicação ao munícipe")).to_have_value(re.compile("^O local é particular"))
    conferir(pagina)


@pytest.mark.usefixtures("escritos_de_volta")
def test_previa_do_aviso(paginas: dict[str, Page], cenario: dict[str, Any]) -> None:
    pagina = paginas["servidor"]
    abrir(pagina, endereco(cenario, "caixa:pedir-complemento"))
    pagina.locator("textarea").fill("De que lado da rua fica o buraco, do par ou do ímpar?")
    pagina.get_by_role("button", name="Conferir antes de confirmar").click()
    expect(pagina.get_by_role("heading", name="Confira o aviso")).to_be_visible()
    conferir(pagina)


@pytest.mark.usefixtures("escritos_de_volta")
def test_a_mesa_mostra_o_que_o_orgao_vai_ler(paginas: dict[str, Page], cenario: dict[str, Any]) -> None:
    """O texto vem do que a pessoa disse; a prévia mostra o aviso dela e o que o órgão lê."""
    pagina = paginas["ouvidoria"]
    abrir(pagina, endereco(cenario, "mesa:encaminhar"))
    pagina.get_by_role("button", name="Conferir antes de confirmar").click()
    expect(pagina.get_by_role("article", name=re.compile("O que .+ vai ver"))).to_be_visible()
    conferir(pagina)


@pytest.mark.usefixtures("escritos_de_volta")
def test_a_mesa_diz_o_que_identifica_quem_se_manifestou(
    paginas: dict[str, Page], cenario: dict[str, Any]
) -> None:
    pagina = paginas["ouvidoria"]
    abrir(pagina, endereco(cenario, "mesa:encaminhar"))
    pagina.get_by_label("O que o órgão lê").fill("O buraco da Rua Maria Antônia continua aberto.")
    pagina.get_by_role("button", name="Conferir antes de confirmar").click()
    expect(pagina.get_by_label("Conferi:")).to_be_visible()
    conferir(pagina)


def test_409_na_mesa(paginas: dict[str, Page], cenario: dict[str, Any]) -> None:
    abrir(paginas["ouvidoria"], endereco(cenario, "mesa ato que não cabe"), 409)
    conferir(paginas["ouvidoria"])


def test_contato_na_mesa(paginas: dict[str, Page], cenario: dict[str, Any]) -> None:
    pagina = paginas["ouvidoria"]
    abrir(pagina, endereco(cenario, "mesa:caso"))
    pagina.get_by_role("button", name="Mostrar contato").click()
    expect(pagina.get_by_text("maria@exemplo.invalid")).to_be_visible()
    conferir(pagina)


@pytest.fixture
def limites_de_volta(no_ar: Instalacao) -> Iterator[None]:
    """O teste que gasta o limite deste endereço não o deixa gasto para os outros."""
    yield
    redis.Redis.from_url(no_ar.ambiente["REDIS_URL"]).flushdb()


@pytest.mark.usefixtures("limites_de_volta")
def test_429(paginas: dict[str, Page], no_ar: Instalacao) -> None:
    """Depois de muitos números errados da mesma rede, a página diz quanto esperar."""
    navegante = Navegante(no_ar.porta)
    errado = "/acompanhar/100000000000000/"
    assert 429 in (navegante.get(errado).status_code for _ in range(200))
    abrir(paginas["anonimo"], errado, 429)
    conferir(paginas["anonimo"])


@pytest.mark.django_db(transaction=True)
def test_mensagens_da_demonstracao(new_context: Callable[..., BrowserContext]) -> None:
    """Só existe no modo embutido, que é o do servidor dos testes."""
    mensagem = EmailMessage(
        "Recebemos o pedido", "Acompanhe em http://exemplo.invalid/a/", to=["a@exemplo.invalid"]
    )
    CaixaDeDemonstracao(alias="default").send_messages([mensagem])
    pagina = new_context(viewport=CELULAR).new_page()
    abrir(pagina, reverse("avisos:demonstracao"))
    conferir(pagina)
    pagina.get_by_role("link", name="Recebemos o pedido").click()
    conferir(pagina)
    abrir(pagina, reverse("demonstracao"))
    conferir(pagina)
