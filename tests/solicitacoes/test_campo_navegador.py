"""Um dia na rua, no celular: dois toques por pedido, com e sem JavaScript, e as folhas para imprimir."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from roteamento.models import Unidade
from solicitacoes import carga
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from tests.navegador.entrada import Entrar
from tests.navegador.telas import CELULAR
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco
from tests.solicitacoes.test_campo import foto

pytestmark = pytest.mark.django_db(transaction=True)

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"
TOQUE = {**CELULAR, "has_touch": True}


@pytest.fixture
def caixa() -> Unidade:
    carga.carregar()
    return elenco.unidade()


@pytest.fixture
def imagem(tmp_path: Path) -> Path:
    onde = tmp_path / "depois.jpg"
    onde.write_bytes(foto().read())
    return onde


def _tres(caixa: Unidade) -> list[Solicitacao]:
    qual = elenco.servico("poda", "Poda de árvore", prova=["foto"])
    pontos = [(-23.5456, -46.6366), (-23.5500, -46.6330), (-23.5470, -46.6350)]
    return [
        elenco.solicitacao(
            caixa, servico=qual, lat=lat, lon=lon, numero=str(n), descricao="Galho sobre a rua."
        )
        for n, (lat, lon) in enumerate(pontos, start=1)
    ]


def _lista(casos: list[Solicitacao], pagina: str = "campo") -> str:
    return f"{CAIXA}{pagina}/?" + "&".join(f"p={caso.protocolo}" for caso in casos)


def _sem_rolagem_de_lado(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_dois_toques_por_pedido(entrar: Entrar, caixa: Unidade, imagem: Path) -> None:
    casos = _tres(caixa)
    page = entrar(elenco.servidor(caixa), **TOQUE)
    page.goto(_lista(casos))
    verificar_pagina(page)
    _sem_rolagem_de_lado(page)
    expect(page.locator(".sp-mapa__ponto")).to_have_count(3)
    assert page.locator(".sp-mapa__quadro").evaluate("no => no.offsetHeight") <= 200
    expect(page.locator("article").first.get_by_role("heading")).to_be_in_viewport()
    cartao = page.locator("article", has_text=casos[0].protocolo_escrito)
    cartao.get_by_role("button", name="Concluir").tap()
    expect(cartao.get_by_role("link", name="Este serviço pede uma foto")).to_be_visible()
    _sem_rolagem_de_lado(page)
    for caso in casos:
        cartao = page.locator("article", has_text=caso.protocolo_escrito)
        with page.expect_file_chooser() as escolha:
            cartao.locator("input[type=file]").tap()
        escolha.value.set_files(imagem)
        expect(cartao.get_by_text("1 foto escolhida.")).to_be_visible()
        cartao.get_by_role("button", name="Concluir").tap()
        expect(cartao).to_have_count(0)
        expect(page.locator("#recado-do-dia")).to_have_text(
            f"Concluído: {caso.endereco}. O munícipe foi avisado."
        )
        expect(page.locator("#recado-do-dia")).to_be_in_viewport()
    page.get_by_text("3 pedidos já concluídos").tap()
    for caso in casos:
        expect(page.get_by_role("link", name=caso.protocolo_escrito)).to_be_visible()
    verificar_pagina(page)
    _sem_rolagem_de_lado(page)
    assert set(Solicitacao.objects.values_list("situacao", flat=True)) == {Situacao.FINALIZADA}


def test_sem_javascript_tambem_se_conclui(entrar: Entrar, caixa: Unidade, imagem: Path) -> None:
    casos = _tres(caixa)[:2]
    page = entrar(elenco.servidor(caixa), **TOQUE, java_script_enabled=False)
    page.goto(_lista(casos))
    cartao = page.locator("article", has_text=casos[0].protocolo_escrito)
    cartao.locator("input[type=file]").set_input_files(imagem)
    cartao.get_by_role("button", name="Concluir").click()
    expect(page.get_by_text("Pedido concluído.")).to_be_visible()
    expect(page.locator("article")).to_have_count(1)
    expect(page.get_by_text("1 pedido já concluído")).to_be_visible()
    assert Solicitacao.objects.get(pk=casos[0].pk).situacao == Situacao.FINALIZADA


def test_as_ordens_saem_uma_por_folha(entrar: Entrar, caixa: Unidade, tmp_path: Path) -> None:
    casos = _tres(caixa)
    Solicitacao.objects.filter(pk=casos[0].pk).update(descricao="Uma frase comprida sobre o galho. " * 55)
    page = entrar(elenco.servidor(caixa), viewport={"width": 1280, "height": 900})
    page.goto(_lista(casos, "ordens"))
    verificar_pagina(page)
    expect(page.get_by_role("button", name="Imprimir 3 folhas")).to_be_visible()
    folhas = page.pdf(format="A4", prefer_css_page_size=True)
    assert folhas.count(b"/Type /Page\n") == 3
