"""Um dia na rua: da mesa ao celular, três toques por pedido, com e sem JavaScript, e as folhas."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from contas.models import Usuario
from roteamento.models import Unidade
from solicitacoes import acoes, carga
from solicitacoes.models import Solicitacao, Visita
from solicitacoes.situacoes import Situacao
from tests.navegador.entrada import Entrar
from tests.navegador.telas import CELULAR, MESA
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


def _folhas(casos: list[Solicitacao]) -> str:
    return f"{CAIXA}ordens/?" + "&".join(f"p={caso.protocolo}" for caso in casos)


def _sem_rolagem_de_lado(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def _na_lista(quem: Usuario, casos: list[Solicitacao]) -> None:
    hoje = timezone.localdate()
    acoes.por_na_lista(unidade=casos[0].unidade, casos=casos, quem=quem, dia=hoje)


def _marcar_e_dar_um(mesa: Page, casos: list[Solicitacao]) -> None:
    mesa.goto(CAIXA)
    for caso in casos:
        mesa.get_by_label(f"Marcar {caso.protocolo_escrito}").check()
    mesa.get_by_role("button", name="Lista do dia").click()
    expect(mesa.get_by_text("3 pedidos estão na sua lista do dia")).to_be_visible()
    mesa.get_by_role("link", name="Dar a um colega").click()
    mesa.get_by_label("A quem?").select_option("Rita Rua")
    for numero in ("1.", "2."):
        mesa.locator("label", has_text=numero).click()
    verificar_pagina(mesa)
    mesa.get_by_role("button", name="Dar ao colega").click()
    expect(mesa.get_by_text("1 pedido passou à lista de Rita Rua.")).to_be_visible()
    mesa.get_by_role("link", name="Rita Rua").click()
    expect(mesa.locator("article")).to_have_count(1)


def test_da_mesa_ao_celular(entrar: Entrar, caixa: Unidade, imagem: Path) -> None:
    """Marca-se na mesa, dá-se um a um colega, e no celular conclui-se um e diz-se por que outro não deu."""
    casos, quem, rita = _tres(caixa), elenco.servidor(caixa), elenco.servidor(caixa, nome="Rita Rua")
    _marcar_e_dar_um(entrar(quem, **MESA), casos)
    page = entrar(quem, **TOQUE)
    page.goto(f"{CAIXA}campo/")
    verificar_pagina(page)
    _sem_rolagem_de_lado(page)
    expect(page.locator("article")).to_have_count(2)
    primeiro, segundo = page.locator("article").first, page.locator("article").last
    assert str(primeiro.get_by_role("link", name="Como chegar").get_attribute("href")).startswith("geo:-23.")
    numero = str(primeiro.get_attribute("id")).removeprefix("parada-")
    with page.expect_file_chooser() as escolha:
        primeiro.locator("input[type=file]").tap()
    escolha.value.set_files(imagem)
    primeiro.get_by_role("button", name="Concluir").tap()
    expect(primeiro.get_by_role("heading", name="Concluir este pedido?")).to_be_visible()
    expect(primeiro.get_by_role("img", name="Foto 1 de como ficou")).to_have_js_property("complete", True)
    verificar_pagina(page)
    _sem_rolagem_de_lado(page)
    assert Solicitacao.objects.get(protocolo=numero).aberta, "um toque não avisa ninguém"
    primeiro.get_by_role("button", name="Concluir e avisar").tap()
    expect(page.locator("#recado-do-dia")).to_contain_text("Concluído:")
    expect(page.locator("article")).to_have_count(1)
    segundo.get_by_role("link", name="Não deu").tap()
    expect(page.get_by_role("heading", level=1, name="Não deu")).to_be_visible()
    verificar_pagina(page)
    _sem_rolagem_de_lado(page)
    page.get_by_label("O local estava fechado ou sem acesso").check()
    page.locator("input[type=file]").set_input_files(imagem)
    page.get_by_role("button", name="Não deu").tap()
    expect(page.get_by_text("Está escrito por que não deu.")).to_be_visible()
    expect(page.get_by_role("heading", name="Não deu")).to_be_visible()
    expect(page.locator("article")).to_have_count(0)
    verificar_pagina(page)
    _sem_rolagem_de_lado(page)
    assert set(Solicitacao.objects.values_list("situacao", flat=True)) == {
        Situacao.FINALIZADA,
        Situacao.ABERTA,
    }
    assert Visita.objects.filter(quem=rita).count() == 1


def test_tres_toques_por_pedido(entrar: Entrar, caixa: Unidade, imagem: Path) -> None:
    casos, quem = _tres(caixa), elenco.servidor(caixa)
    _na_lista(quem, casos)
    page = entrar(quem, **TOQUE)
    page.goto(f"{CAIXA}campo/")
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
        cartao.get_by_role("button", name="Concluir e avisar").tap()
        expect(cartao).to_have_count(0)
        expect(page.locator("#recado-do-dia")).to_have_text(
            f"Concluído: {caso.endereco}. O munícipe foi avisado."
        )
        expect(page.locator("#recado-do-dia")).to_be_in_viewport()
    page.get_by_text("3 pedidos já concluídos").tap()
    for caso in casos:
        expect(page.get_by_role("link", name=caso.protocolo_escrito)).to_be_visible()
    assert set(Solicitacao.objects.values_list("situacao", flat=True)) == {Situacao.FINALIZADA}


def test_sem_javascript_tambem_se_conclui(entrar: Entrar, caixa: Unidade, imagem: Path) -> None:
    casos, quem = _tres(caixa)[:2], elenco.servidor(caixa)
    _na_lista(quem, casos)
    page = entrar(quem, **TOQUE, java_script_enabled=False)
    page.goto(f"{CAIXA}campo/")
    cartao = page.locator("article", has_text=casos[0].protocolo_escrito)
    cartao.locator("input[type=file]").set_input_files(imagem)
    cartao.get_by_role("button", name="Concluir").click()
    page.get_by_role("button", name="Concluir e avisar").click()
    expect(page.get_by_text("Pedido concluído.")).to_be_visible()
    expect(page.locator("article")).to_have_count(1)
    expect(page.get_by_text("1 pedido já concluído")).to_be_visible()
    assert Solicitacao.objects.get(pk=casos[0].pk).situacao == Situacao.FINALIZADA


def test_as_ordens_saem_uma_por_folha(entrar: Entrar, caixa: Unidade, tmp_path: Path) -> None:
    casos = _tres(caixa)
    Solicitacao.objects.filter(pk=casos[0].pk).update(descricao="Uma frase comprida sobre o galho. " * 55)
    page = entrar(elenco.servidor(caixa), viewport={"width": 1280, "height": 900})
    page.goto(_folhas(casos))
    verificar_pagina(page)
    expect(page.get_by_role("button", name="Imprimir 3 folhas")).to_be_visible()
    folhas = page.pdf(format="A4", prefer_css_page_size=True)
    assert folhas.count(b"/Type /Page\n") == 3
