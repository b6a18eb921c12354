"""O computador de todos: no fim o navegador nada guarda da pessoa; e o papel sai do tamanho certo."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from atendimento.models import Atendimento
from guia.busca import indice
from guia.models import Servico, VersaoDoServico
from solicitacoes.models import Solicitacao
from tests.navegador.telas import MESA
from tests.navegador.vigia import verificar_pagina, vigias
from tests.solicitacoes import pedindo

if TYPE_CHECKING:
    from pathlib import Path

    from tests.navegador.entrada import Entrar

pytestmark = pytest.mark.django_db(transaction=True)
MM = 25.4 / 72
CANARIA = "Canária Xerxes Quartzo"
GUARDAR = "nome => { sessionStorage.fila = localStorage.achado = nome; localStorage.tamanho = '2' }"
GUARDADO = """async () => {
    const bancos = await indexedDB.databases();
    const caixas = await caches.keys();
    const escritos = [{...localStorage}, {...sessionStorage}, document.cookie, history.state];
    return JSON.stringify([...escritos, bancos, caixas]);
}"""


@pytest.fixture
def servico() -> Servico:
    cache.clear()
    feito = pedindo.territorio()
    indice.atualizar([feito.pk])
    return feito


def _registrar(page: Page) -> None:
    page.goto("/central/")
    page.get_by_label("O que a pessoa quer?").fill("buraco")
    page.locator(".sp-achados button").first.click()
    expect(page.locator("#pedido")).to_be_visible()
    for campo, valor in (("Rua", "Rua Líbero Badaró"), ("Número", "425")):
        page.locator("#lugar").get_by_label(campo).first.fill(valor)
    expect(page.locator("#onde-fica")).to_contain_text("Guardado às")  # chegou: já não empurra as perguntas
    page.get_by_label("Menor que um prato").check()
    page.locator("#pedido [name=nome]").fill(CANARIA)
    page.locator("[name=cpf]").fill("529.982.247-25")
    page.locator("#registrar").click()
    expect(page.get_by_text("Pedido registrado").first).to_be_visible()


def test_o_navegador_nada_guarda_da_pessoa(entrar: Entrar, servico: Servico, tmp_path: Path) -> None:
    page = entrar(pedindo.atendente(pedindo.praca()), **MESA)
    _registrar(page)
    page.evaluate(GUARDAR, CANARIA)
    page.get_by_role("link", name="Imprimir o comprovante").click()
    page.get_by_role("button", name="Bobina de 80 mm").click()
    expect(page.locator(".sp-comprovante--chave")).to_be_visible()
    vigias[page.context].console.clear()  # registrar interrompe o que a página ia guardar
    verificar_pagina(page)
    _conferir_papel(page, tmp_path)
    comprovante = page.url
    page.get_by_role("link", name="Voltar ao atendimento").click()
    page.get_by_role("button", name=re.compile("^Terminar")).first.click()
    expect(page).to_have_url(re.compile("/central/$"))
    guardado = page.evaluate(GUARDADO)
    assert CANARIA not in guardado
    assert '"tamanho":"2"' in guardado, "a preferência de quem atende fica"
    for _ in range(4):
        page.go_back()
        page.wait_for_load_state()
        assert CANARIA not in page.content(), page.url
        assert "52998224725" not in re.sub(r"\\D", "", page.inner_text("main")), page.url
    assert Atendimento.objects.get().terminado_em
    resposta = page.goto(comprovante)
    assert resposta
    assert resposta.status == 404


def _conferir_papel(page: Page, tmp_path: Path) -> None:
    """Uma tira de 80 mm, da altura do que diz, com a chave abaixo do corte; na folha A4, tudo numa."""
    nomes = ("Buraco", "Conserto de buraco na rua, na calçada ou na ciclovia, também depois de obra. " * 2)
    alturas = []
    for nome in nomes:
        VersaoDoServico.objects.update(titulo="", nome=nome)
        page.reload()
        page.wait_for_function("() => document.adoptedStyleSheets.length === 1")
        (folha,) = _folhas(page, tmp_path)
        assert round(folha.largura) == 80
        assert 0 < folha.altura - _impressa(page) <= 4
        assert folha.texto.index("Resposta até") < folha.texto.index("Corte aqui")
        assert folha.texto.index("Corte aqui") < folha.texto.index("Chave de acesso")
        assert Solicitacao.objects.get().protocolo[:5] in folha.texto
        assert "Novo atendimento" not in folha.texto
        alturas.append(folha.altura)
    assert alturas[0] + 10 < alturas[1], alturas
    page.goto(page.url.replace("papel=80", "papel=a4"))
    (folha,) = _folhas(page, tmp_path)
    assert (round(folha.largura), round(folha.altura)) == (210, 297)
    assert "Chave de acesso" in folha.texto


@dataclass(frozen=True)
class Folha:
    """Uma página do que se manda à impressora, em milímetros."""

    largura: float
    altura: float
    texto: str


def _folhas(page: Page, tmp_path: Path) -> list[Folha]:
    arquivo = tmp_path / "recibo.pdf"
    page.pdf(path=arquivo, format="A4", prefer_css_page_size=True, print_background=True)
    with pypdfium2.PdfDocument(arquivo) as documento:
        return [
            Folha(
                folha.get_width() * MM,
                folha.get_height() * MM,
                " ".join(folha.get_textpage().get_text_range().split()),
            )
            for folha in documento
        ]


def _impressa(page: Page) -> float:
    """A altura da tira no papel, em milímetros."""
    page.emulate_media(media="print")
    altura = page.evaluate("document.querySelector('[data-tira]').offsetHeight")
    page.emulate_media(media="null")
    return float(altura) / 96 * 25.4
