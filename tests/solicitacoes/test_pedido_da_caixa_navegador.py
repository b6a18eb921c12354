"""A página do pedido no navegador: ampliar fotos, ler a história por partes, juntar iguais e separar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.storage import default_storage
from playwright.sync_api import Page, expect

from contas.papeis import Papel
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from tests.navegador.telas import CELULAR, CELULAR_E_MESA, MESA
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco, pedindo

if TYPE_CHECKING:
    from contas.models import Usuario
    from roteamento.models import Unidade
    from tests.navegador.entrada import Entrar

pytestmark = pytest.mark.django_db(transaction=True)

PONTO: dict[str, Any] = {"lat": -23.5456, "lon": -46.6366}


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


def _chefia(caixa: Unidade) -> Usuario:
    return elenco.servidor(caixa, nome="Célia Chefe", papel=Papel.CHEFIA)


def _com_fotos(caixa: Unidade, *cores: str) -> Solicitacao:
    caso = elenco.solicitacao(caixa, ha_dias=9, descricao="Buraco fundo.", com_foto=True, **PONTO)
    for ordem, cor in enumerate(cores):
        nome = default_storage.save(f"anexos/{cor}.jpg", pedindo.foto(cor=cor))
        caso.anexos.create(
            ordem=1, arquivo=nome, miniatura=nome, nome=f"{cor}.jpg", sha256=f"{ordem}", papel="interessado"
        )
    return caso


def _endereco(caso: Solicitacao) -> str:
    return f"/caixa/{caso.unidade.sigla}/{caso.protocolo}/"


def _conferir(page: Page) -> None:
    verificar_pagina(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("tela", CELULAR_E_MESA)
def test_amplia_as_fotos_com_o_teclado_e_com_o_mouse(
    entrar: Entrar, caixa: Unidade, tela: dict[str, Any]
) -> None:
    caso = _com_fotos(caixa, "red", "green", "blue")
    page = entrar(_chefia(caixa), **tela)
    page.goto(_endereco(caso))
    miniaturas = page.get_by_role("list", name="Fotos de quem pediu").get_by_role("link", name="Ampliar")
    miniaturas.first.focus()
    page.keyboard.press("Enter")
    quadro = page.get_by_role("dialog")
    expect(quadro).to_contain_text("Foto 1 de 3 de quem pediu")
    expect(quadro.get_by_role("img")).to_have_js_property("naturalWidth", 40)
    _conferir(page)
    page.keyboard.press("ArrowLeft")
    expect(quadro).to_contain_text("Foto 3 de 3")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(quadro).to_contain_text("Foto 2 de 3")
    quadro.get_by_role("button", name="Próxima").click()
    expect(quadro).to_contain_text("Foto 3 de 3")
    with page.expect_download() as baixada:
        quadro.get_by_role("link", name="Baixar").click()
    assert re.fullmatch(r"foto-\d+\.jpg", baixada.value.suggested_filename)
    page.keyboard.press("Escape")
    expect(quadro).to_be_hidden()
    expect(miniaturas.last).to_be_focused()


@pytest.mark.parametrize("tela", CELULAR_E_MESA)
def test_junta_os_iguais_ve_o_grupo_e_separa_um(entrar: Entrar, caixa: Unidade, tela: dict[str, Any]) -> None:
    caso = _com_fotos(caixa, "red")
    outros = [elenco.solicitacao(caixa, ha_dias=dias, **PONTO) for dias in (3, 2)]
    page = entrar(_chefia(caixa), **tela)
    page.goto(_endereco(caso))
    page.evaluate("window.mesma = true")
    for outro in outros:
        page.get_by_label(f"Juntar o pedido {outro.protocolo_escrito}").check()
    assert page.evaluate("window.mesma") is True  # chegaram depois, na mesma página
    _conferir(page)
    page.get_by_role("button", name="Juntar os marcados").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Juntar 3 pedidos iguais")
    expect(page.get_by_text("Ninguém vê o protocolo do outro")).to_be_visible()
    _conferir(page)
    page.get_by_role("button", name="Juntar").click()
    expect(page.get_by_text("2 pedidos passaram a ser tratados junto com este.")).to_be_visible()
    page.get_by_role("link", name="2 pedidos tratados junto com este").click()
    _conferir(page)
    page.get_by_role("link", name=f"Separar o pedido {outros[0].protocolo_escrito}").click()
    _conferir(page)
    page.get_by_role("button", name="Separar").click()
    expect(page.get_by_text("voltou a ser tratado sozinho.")).to_be_visible()
    assert list(caso.agrupadas.all()) == [outros[1]]


def test_a_historia_por_partes_sem_recarregar(entrar: Entrar, caixa: Unidade) -> None:
    caso = elenco.solicitacao(caixa)
    acoes.anotar(caso=caso, por=elenco.autor(elenco.pessoa("Rita"), caixa), texto="Levar escada.")
    page = entrar(_chefia(caixa), **MESA)
    page.goto(_endereco(caso))
    page.evaluate("window.mesma = true")
    page.get_by_role("link", name="O que o munícipe vê").click()
    expect(page.get_by_text("Levar escada.")).to_have_count(0)
    page.get_by_role("link", name="Só a equipe").click()
    expect(page.get_by_text("Levar escada.")).to_be_visible()
    expect(page.locator("#historia .sp-linha__passo")).to_have_count(1)
    expect(page.get_by_role("link", name="Só a equipe")).to_be_focused()
    assert page.evaluate("window.mesma") is True
    verificar_pagina(page)


def test_sem_javascript_a_foto_abre_e_os_iguais_se_juntam(entrar: Entrar, caixa: Unidade) -> None:
    caso = _com_fotos(caixa, "red")
    outro = elenco.solicitacao(caixa, ha_dias=2, **PONTO)
    page = entrar(_chefia(caixa), **CELULAR, java_script_enabled=False)
    page.goto(_endereco(caso))
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("link", name="Ampliar").click()
    expect(page).to_have_url(re.compile(r"/solicitar/anexo/\d+/grande/$"))
    page.go_back()
    page.get_by_role("link", name="Só a equipe").click()
    expect(page.get_by_text("Nada ainda.")).to_be_visible()
    page.get_by_role("link", name="Ver pedidos iguais e outros neste endereço").click()
    page.get_by_role("button", name="Juntar os marcados").click()
    expect(page).to_have_title(re.compile("^Erro:"))
    page.get_by_label(f"Juntar o pedido {outro.protocolo_escrito}").check()
    page.get_by_role("button", name="Juntar os marcados").click()
    page.get_by_role("button", name="Juntar").click()
    expect(page.get_by_text("Um pedido passou a ser tratado junto com este.")).to_be_visible()
    assert Solicitacao.objects.get(pk=outro.pk).principal == caso


def test_tudo_o_que_se_decide_cabe_na_primeira_tela(entrar: Entrar, caixa: Unidade) -> None:
    """A 1280 × 900: os fatos, a descrição, as fotos, o mapa, o que fazer e o contato, sem rolar."""
    caso = _com_fotos(caixa, "red", "green", "blue")
    Solicitacao.objects.filter(pk=caso.pk).update(
        respostas=[{"chave": "t", "rotulo": "Qual é o tamanho?", "valor": "Maior que um prato"}],
        referencia="Em frente à padaria",
    )
    page = entrar(_chefia(caixa), **MESA)
    page.goto(_endereco(caso), wait_until="networkidle")
    for seletor in (".sp-dados", ".sp-pedido__o-que", ".sp-atos", "#contato", "[data-mapa]"):
        caixa_na_tela = page.locator(seletor).first.bounding_box()
        assert caixa_na_tela
        assert caixa_na_tela["y"] + caixa_na_tela["height"] <= 900, seletor


def test_anotar_no_campo_que_se_esticou_nao_fere_a_politica(entrar: Entrar, caixa: Unidade) -> None:
    """Esticar o campo com o mouse põe nele um estilo, que o htmx não pode copiar para o campo novo."""
    page = entrar(_chefia(caixa), **MESA)
    page.goto(_endereco(elenco.solicitacao(caixa)))
    campo = page.get_by_label("Anotação")
    campo.scroll_into_view_if_needed()
    caixa_do_campo = campo.bounding_box()
    assert caixa_do_campo
    x, y = (caixa_do_campo["x"] + caixa_do_campo["width"], caixa_do_campo["y"] + caixa_do_campo["height"])
    page.mouse.move(x - 4, y - 4)
    page.mouse.down()
    page.mouse.move(x - 4, y + 60, steps=4)
    page.mouse.up()
    assert "height" in (campo.get_attribute("style") or "")
    campo.fill("Levar escada.")
    page.get_by_role("button", name="Anotar").click()
    expect(page.locator("#historia")).to_contain_text("Levar escada.")
    verificar_pagina(page)
