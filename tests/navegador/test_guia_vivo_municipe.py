"""O Guia como o munícipe o acha: escrevendo errado, no celular, sem JavaScript; e o que ele acha da página.

A opinião chega ao ponto focal, e o relatório do Guia mostra o que ninguém achou.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from tests.instalacao import Instalacao, instalar
from tests.navegador import roteiro
from tests.navegador.guia_vivo import COORDENACAO, FOCAL, aba, conferir, entrar, montar

pytestmark = pytest.mark.timeout(240)

CELULAR, MESA = 390, 1280
PRIMEIRA_TELA = 740
"""O que se vê sem rolar, em pontos, com as barras do navegador de um celular comum."""
COMENTARIO = "Não diz se a equipe vem no fim de semana."
BOBAGEM = "xqzwk jjhgf"


@pytest.fixture(scope="module")
def no_ar(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Instalacao]:
    with instalar() as feita:
        with django_db_blocker.unblock(), feita.daqui():
            montar()
        feita.subir("web")
        yield feita


@pytest.fixture
def sem_js(browser: Browser, no_ar: Instalacao) -> Iterator[Page]:
    with aba(browser, no_ar, CELULAR, javascript=False) as pagina:
        yield pagina


@pytest.fixture
def celular(browser: Browser, no_ar: Instalacao) -> Iterator[Page]:
    with aba(browser, no_ar, CELULAR) as pagina:
        yield pagina


def buscar(pagina: Page, texto: str) -> None:
    """Da capa, pelo campo grande, com a tecla Enter."""
    pagina.goto("/")
    campo = pagina.get_by_label("O que você precisa?").last
    campo.fill(texto)
    campo.press("Enter")
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Resultados da busca")


ESCRITOS = {
    "burraco na rua": ("Rua e bairro", roteiro.BURACO),
    "rato em caza": ("Animais", "Pedir controle de ratos"),
    "entulio na calsada": ("Lixo e limpeza", "Pedir retirada de entulho ou móvel velho jogado na rua"),
}


def test_quem_escreve_errado_acha_sem_javascript(sem_js: Page, subtests: pytest.Subtests) -> None:
    for escrito, (tema, servico) in ESCRITOS.items():
        with subtests.test(escrito):
            buscar(sem_js, escrito)
            roteiro.conferir(sem_js, escrito)
            expect(sem_js.locator("#resultados .sp-lista p", has_text=tema).first).to_be_visible()
            primeiro = sem_js.locator("#resultados .sp-lista a").first
            expect(primeiro).to_have_text(servico)
            expect(sem_js.get_by_role("heading", name="Não encontrou o que procura?")).to_be_visible()
            primeiro.click()
            roteiro.conferir(sem_js, re.escape(servico))
    desde = re.compile(r"No Guia desde \d\d/\d\d/\d{4}\.\s+Atualizado em")
    expect(sem_js.get_by_text(desde)).to_be_visible()
    expect(sem_js.get_by_role("heading", name="Veja também")).to_be_visible()
    sem_js.get_by_role("button", name="Solicitar").or_(
        sem_js.get_by_role("link", name="Solicitar")
    ).first.click()
    roteiro.conferir(sem_js, re.escape(servico))


ACOES = {
    "denunciar-violencia-contra-jovem": ".govuk-button--start",
    "cobra-em-casa-ou-na-rua": ".sp-emergencia li:last-child a",
    "procon-denunciar-empresa": ".sp-caminhos .govuk-button",
}


def test_a_acao_se_ve_sem_rolar(celular: Page, subtests: pytest.Subtests) -> None:
    """Os títulos mais compridos, com os números de emergência antes do botão."""
    for slug, acao in ACOES.items():
        with subtests.test(slug):
            celular.goto(f"/servicos/{slug}/")
            caixa = celular.locator(acao).bounding_box()
            assert caixa is not None
            assert caixa["y"] + caixa["height"] <= PRIMEIRA_TELA


def opinar(municipe: Page, comentario: str, *, javascript: bool) -> None:
    """Do convite ao agradecimento, errando uma vez."""
    municipe.goto("/servicos/tapa-buraco/")
    convite = municipe.get_by_role("link", name="Esta informação foi útil?")
    if javascript:  # o htmx chega quando se chega perto do que o usa
        convite.focus()
        municipe.wait_for_function("() => 'htmx' in window")
    convite.click()
    municipe.get_by_role("button", name="Enviar opinião").click()
    expect(municipe.get_by_text("Escolha sim ou não.").first).to_be_visible()
    expect(municipe).to_have_title(re.compile("^Erro: "))
    municipe.get_by_label("Não", exact=True).check()
    municipe.get_by_label("O que faltou ou confundiu?").fill(comentario)
    municipe.get_by_role("button", name="Enviar opinião").click()
    expect(municipe.get_by_text("Quem cuida deste serviço vai ler a sua opinião.")).to_be_visible()
    expect(municipe).not_to_have_title(re.compile("^Erro: "))
    assert municipe.url.endswith("/tapa-buraco/" if javascript else "/opiniao/")
    roteiro.conferir(municipe, "")


def test_a_opiniao_chega_ao_ponto_focal(browser: Browser, no_ar: Instalacao) -> None:
    comentarios = {True: f"{COMENTARIO} Com JavaScript.", False: f"{COMENTARIO} Sem JavaScript."}
    for javascript, comentario in comentarios.items():
        with aba(browser, no_ar, CELULAR, javascript=javascript) as municipe:
            opinar(municipe, comentario, javascript=javascript)
    with aba(browser, no_ar, CELULAR) as focal:
        entrar(focal, FOCAL)
        focal.goto("/admin/")
        focal.locator("#content").get_by_role("link", name="Opiniões", exact=True).click()
        conferir(focal, "Opiniões")
        expect(focal.get_by_role("row").filter(has_text="tapa-buraco").first).to_be_visible()
        for comentario in comentarios.values():
            expect(focal.get_by_text(comentario)).to_be_attached()


@pytest.mark.noturno
@pytest.mark.parametrize("largura", [CELULAR, MESA])
def test_o_relatorio_mostra_o_estado_de_cada_orgao(browser: Browser, no_ar: Instalacao, largura: int) -> None:
    vencer = """UPDATE guia_versaodoservico v SET revisar_em = current_date - 1 FROM guia_servico s
        WHERE s.id = v.servico_id AND s.slug = 'tapa-buraco' AND v.situacao = 'publicada' RETURNING v.id"""
    assert len(no_ar.ler(vencer)) == 1
    with aba(browser, no_ar, largura) as pagina:
        buscar(pagina, BOBAGEM)
        no_ar.python("from guia.tasks import guardar_buscas_sem_resultado as passar; passar()")
        entrar(pagina, COORDENACAO)
        pagina.get_by_role("link", name="Ver o estado do Guia").click()
        conferir(pagina, "Estado do Guia")
        orgaos = "SELECT count(DISTINCT s.orgao_id) FROM guia_servico s WHERE s.publicada_id IS NOT NULL"
        linhas = pagina.get_by_role("region", name="Estado do Guia por órgão").locator("tbody tr")
        expect(linhas).to_have_count(no_ar.ler(f"{orgaos} AND s.arquivado_em IS NULL")[0])
        expect(linhas.first).to_contain_text("SMSUB")  # o mais atrasado primeiro
        expect(linhas.first).to_contain_text("1 de 2")
        procuradas = pagina.get_by_role("region", name="Buscas sem resultado")
        expect(procuradas.get_by_role("row").filter(has_text=BOBAGEM)).to_be_visible()
        pagina.get_by_role("link", name="1 com revisão vencida, SMSUB").click()
        expect(pagina.locator("#result_list tbody tr")).to_have_count(1)
        expect(pagina.locator("#result_list")).to_contain_text("Tapa-buraco")
