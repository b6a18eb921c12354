"""O Guia como quem cuida dele o usa, e como o munícipe o acha: escrevendo errado, no celular, sem JavaScript.

O ponto focal escreve e envia, a coordenação confere e publica, e a opinião do munícipe chega-lhes. Com os
dados que acompanham o projeto, a administração e o navegador de verdade, no celular e na mesa.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from tests.instalacao import Instalacao, instalar
from tests.navegador import roteiro
from tests.navegador.guia_vivo import (
    COORDENACAO,
    EM_REVISAO,
    FOCAL,
    MOTIVO,
    aba,
    conferir,
    entrar,
    montar,
    no_guia,
)

pytestmark = pytest.mark.timeout(240)

CELULAR, MESA = 390, 1280
NOVO = "Peça quando o asfalto afundou ou abriu um buraco na frente da sua casa."
URGENTE = "A máquina não passa em dia de chuva."
DO_SERVICO = """SELECT v.situacao, count(*)
    FROM guia_versaodoservico v JOIN guia_servico s ON s.id = v.servico_id
    WHERE s.slug = %s GROUP BY v.situacao ORDER BY v.situacao"""
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
        try:
            yield feita
        finally:
            print(feita.registros())  # noqa: T201 - o pytest só o mostra quando algo falha


@pytest.fixture
def focal(browser: Browser, no_ar: Instalacao) -> Iterator[Page]:
    with aba(browser, no_ar, CELULAR) as pagina:
        entrar(pagina, FOCAL)
        yield pagina


@pytest.fixture
def coordenacao(browser: Browser, no_ar: Instalacao) -> Iterator[Page]:
    with aba(browser, no_ar, MESA) as pagina:
        entrar(pagina, COORDENACAO)
        yield pagina


@pytest.fixture
def sem_js(browser: Browser, no_ar: Instalacao) -> Iterator[Page]:
    with aba(browser, no_ar, CELULAR, javascript=False) as pagina:
        yield pagina


@pytest.fixture
def celular(browser: Browser, no_ar: Instalacao) -> Iterator[Page]:
    with aba(browser, no_ar, CELULAR) as pagina:
        yield pagina


def procurar(pagina: Page, texto: str) -> None:
    pagina.locator("#searchbar").fill(texto)
    pagina.get_by_role("button", name="Procurar").click()


def anunciado(pagina: Page, frase: str) -> None:
    """A faixa do alto, nas páginas de quem escreve."""
    expect(pagina.get_by_role("main").get_by_text(frase)).to_be_visible()


def test_ponto_focal_escreve_ve_no_celular_e_envia(no_ar: Instalacao, focal: Page) -> None:
    conferir(focal, "Seu trabalho no Guia")
    focal.goto("/admin/guia/servico/")
    procurar(focal, "tapa-buraco")
    focal.get_by_role("link", name="Tapa-buraco", exact=True).click()
    conferir(focal, "Visualizar serviço")
    focal.get_by_role("link", name="Tapa-buraco (versão 1)").click()
    conferir(focal, "Visualizar versão")
    focal.get_by_role("button", name="Criar nova versão").first.click()

    conferir(focal, "O serviço")
    focal.get_by_label("Quando pedir?").fill(NOVO)
    focal.get_by_label("Por que o texto mudou?").fill("As pessoas não entendiam quando pedir.")
    focal.get_by_role("button", name="Guardar e conferir").click()
    conferir(focal, "Conferir e mandar")
    focal.get_by_role("link", name="Ver como fica").click()
    conferir(focal, "Como o munícipe verá")
    quadro = focal.locator("iframe.sp-previa")
    assert quadro.evaluate("quadro => quadro.clientWidth") <= CELULAR
    expect(focal.frame_locator("iframe.sp-previa").get_by_text(NOVO)).to_be_visible()
    assert NOVO not in no_guia(focal, "tapa-buraco")

    focal.get_by_role("link", name="Voltar ao texto").click()
    expect(focal.get_by_role("button", name="Publicar")).to_have_count(0)
    focal.get_by_role("link", name="Ver o que muda").click()
    conferir(focal, "O que muda em Tapa-buraco")
    assert focal.locator("h2").filter(has_text=re.compile("^(?!Quando pedir)")).count() == 0
    expect(focal.locator("ins").first).to_contain_text("afundou")
    focal.get_by_role("link", name="Voltar ao texto").click()
    focal.get_by_role("button", name="Enviar para revisão").click()
    anunciado(focal, "foi para a revisão da coordenação do Guia")
    assert no_ar.ler(DO_SERVICO, "tapa-buraco") == [("em_revisao", 1), ("publicada", 1)]
    assert NOVO not in no_guia(focal, "tapa-buraco")


def test_a_coordenacao_devolve_e_o_ponto_focal_le_o_motivo(
    no_ar: Instalacao, focal: Page, coordenacao: Page
) -> None:
    focal.get_by_role("button", name="Adicionar um serviço").click()
    focal.get_by_label("Nome do serviço").fill("Lavagem de estátua")
    focal.get_by_label("Em que assunto ele fica?").select_option(index=1)
    focal.get_by_label("O que é?").fill("A equipe lava o monumento.")
    focal.get_by_role("button", name="Guardar e continuar").last.click()
    conferir(focal, "Pedido e prazo")
    focal.get_by_role("button", name="Guardar e conferir").click()
    focal.get_by_role("button", name="Enviar para revisão").click()
    assert no_ar.ler(DO_SERVICO, "lavagem-de-estatua") == [("em_revisao", 1)]

    coordenacao.goto("/escrever/")
    coordenacao.get_by_role("link", name="Lavagem de estátua").click()
    coordenacao.get_by_label("O que precisa ser ajustado?").fill("Diga em que horário.")
    coordenacao.get_by_role("button", name="Devolver para ajustes").click()
    anunciado(coordenacao, "voltou a quem o escreveu")

    focal.goto("/escrever/")
    conferir(focal, "Seu trabalho no Guia")
    expect(focal.get_by_text("Diga em que horário.")).to_be_visible()
    assert focal.request.get("/servicos/lavagem-de-estatua/").status == 404


def test_coordenacao_confere_publica_corrige_e_volta(no_ar: Instalacao, coordenacao: Page) -> None:
    antes = no_guia(coordenacao, EM_REVISAO)
    assert "passa de manhã" not in antes
    coordenacao.get_by_role("link", name="Ver o que espera publicação").click()
    procurar(coordenacao, EM_REVISAO)
    coordenacao.locator("#result_list tbody a").first.click()
    conferir(coordenacao, "Conferir e mandar")
    coordenacao.get_by_role("link", name="Ver o que muda").click()
    conferir(coordenacao, "O que muda em")
    expect(coordenacao.get_by_text(MOTIVO)).to_be_visible()
    expect(coordenacao.locator("ins")).to_contain_text("A máquina passa de manhã.")
    expect(coordenacao.locator("del")).to_have_count(0)
    coordenacao.get_by_role("link", name="Voltar ao texto").click()
    publicar(coordenacao)
    assert "passa de manhã" in no_guia(coordenacao, EM_REVISAO)

    corrigir_com_urgencia(coordenacao)
    assert URGENTE in no_guia(coordenacao, EM_REVISAO)
    voltar_a_primeira(coordenacao)
    depois = no_guia(coordenacao, EM_REVISAO)
    assert "passa de manhã" not in depois
    assert URGENTE not in depois
    assert no_ar.ler(DO_SERVICO, EM_REVISAO) == [("publicada", 1), ("substituida", 3)]


def publicar(pagina: Page) -> None:
    pagina.get_by_role("button", name="Publicar").click()
    anunciado(pagina, "está no ar.")


def achar(pagina: Page, situacao: str) -> None:
    """A versão mais antiga do serviço nesta situação, na administração."""
    pagina.goto(f"/admin/guia/versaodoservico/?q={EM_REVISAO}&situacao__exact={situacao}")
    pagina.locator("#result_list tbody a").last.click()
    conferir(pagina, "Visualizar versão")


def corrigir_com_urgencia(pagina: Page) -> None:
    """Do texto no ar ao corrigido, sem passar pela revisão."""
    achar(pagina, "publicada")
    pagina.get_by_role("button", name="Criar nova versão").first.click()
    pagina.get_by_label("O que é?").fill(URGENTE)
    pagina.get_by_role("button", name="Guardar e conferir").click()
    publicar(pagina)


def voltar_a_primeira(pagina: Page) -> None:
    """Pelos textos do serviço, o primeiro volta a ser o que se lê; o histórico diz quem mexeu."""
    achar(pagina, "publicada")
    pagina.get_by_role("link", name="História").click()
    conferir(pagina, "História de")
    expect(pagina.get_by_text("Clara Coordena").first).to_be_visible()
    achar(pagina, "substituida")
    expect(pagina.get_by_text("(versão 1)").first).to_be_visible()
    pagina.get_by_role("button", name="Voltar a este texto").first.click()
    conferir(pagina, "O serviço")
    pagina.get_by_role("button", name="Guardar e conferir").click()
    publicar(pagina)


# --- o munícipe ---------------------------------------------------------------------


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
