"""A administração no navegador: sem erro de CSP, e a prévia de um aviso como o munícipe o vê."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from playwright.sync_api import Page, expect

from avisos.carga import carregar
from avisos.models import ModeloDeAviso
from contas.models import LeituraDePessoal, Usuario
from tests.contas.factories import UsuarioFactory
from tests.correio import Correio
from tests.navegador.axe import achados_do_axe
from tests.navegador.entrada import Entrar
from tests.navegador.estados import cria
from tests.navegador.vigia import vigias
from tests.sp156 import linhas

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(entrar: Entrar) -> Page:
    quem = Usuario.objects.create_superuser(nome="Alice Tudo", email="alice@exemplo.invalid")
    return entrar(quem)


FEITIOS = ["avisos.Aviso", "contas.PropostaDeAcesso", "contas.Usuario", "guia.Servico"]
"""Um formulário que só se lê e os que têm modelo HTML seu."""


def test_o_formulario_de_cada_feitio_nao_fere_a_politica_de_seguranca(page: Page) -> None:
    conferir_telas(page, "{pk}/change/", [apps.get_model(nome) for nome in FEITIOS])


def test_quem_se_procura_nao_fica_em_endereco_nenhum(page: Page) -> None:
    """No campo que se escolhe procurando e na busca da lista: o navegador não pede endereço com o nome."""
    UsuarioFactory.create(nome="Rosa Quintanilha", email="rosa.q@exemplo.invalid")
    pedidos: list[str] = []
    page.on("request", lambda pedido: pedidos.append(pedido.url))
    page.goto("/admin/roteamento/lotacao/add/")
    page.locator(".field-usuario .select2-selection").click()
    expect(page.locator(".select2-results__option")).to_have_text(["Digite 3 ou mais caracteres"])
    page.locator(".select2-search__field").fill("quintanilha")
    expect(page.locator(".select2-results__option")).to_have_text(
        ["Rosa Quintanilha"]
    )  # e não todos, como antes
    page.get_by_role("option", name="Rosa Quintanilha").click()
    expect(page.locator(".field-usuario .select2-selection__rendered")).to_contain_text("Rosa Quintanilha")
    page.goto("/admin/contas/usuario/")
    page.locator("#searchbar").fill("quintanilha")
    page.get_by_role("button", name="Procurar").click()
    page.get_by_role("link", name="Rosa Quintanilha").click()
    expect(page.locator("body")).not_to_contain_text("rosa.q@exemplo.invalid")
    page.get_by_role("button", name="Abrir a conta").click()
    expect(page.locator("input[name=email]")).to_have_value("rosa.q@exemplo.invalid")
    page.go_back()
    page.go_back()
    expect(page.locator("#searchbar")).to_have_value("quintanilha")
    assert any("/admin/autocomplete/" in pedido for pedido in pedidos)
    assert not [pedido for pedido in [*pedidos, page.url] if "quintanilha" in pedido.lower()]
    assert LeituraDePessoal.objects.exclude(quantos=None).count() == 2


@pytest.mark.noturno
@pytest.mark.parametrize("qual", ["{pk}/change/", "", "{pk}/history/"])
def test_nenhuma_tela_fere_a_politica_de_seguranca(page: Page, qual: str) -> None:
    conferir_telas(page, qual, admin.site._registry)


def conferir_telas(page: Page, qual: str, modelos: Iterable[type[Model]]) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    paginas, so_leitura = ["/admin/"], set()
    for modelo in modelos:
        linha = linhas.criar(modelo._meta.label, 1)[0]
        lista = f"/admin/{modelo._meta.label_lower.replace('.', '/')}/"
        paginas.append(lista + qual.format(pk=linha.pk))
        if not cria(modelo):  # o formulário por preencher das outras está na varredura
            so_leitura.add(paginas[-1])
    for pagina in paginas:
        resposta = page.goto(pagina)
        assert resposta is not None
        assert resposta.status == 200, pagina
        if (abrir := page.get_by_role("button", name="Abrir a conta")).is_visible():
            abrir.click()
        assert vigias[page.context].console == [], pagina
        assert vigias[page.context].estranhos == [], pagina
        assert pagina not in so_leitura or achados_do_axe(page) == [], pagina


def test_previa_e_exemplo_do_que_se_escreve(page: Page, correio: Correio) -> None:
    carregar()
    modelo = ModeloDeAviso.objects.get(chave="registrado")
    page.goto(f"/admin/avisos/modelodeaviso/{modelo.pk}/change/")
    page.fill("#id_texto", "Palavras ainda não gravadas, {{ protocolo }}.\n\n{{ link }}")
    with page.context.expect_page() as aberta:
        page.click("text=Ver como fica")
    previa = aberta.value
    quadro = previa.frame_locator("iframe")
    quadro.get_by_text("Palavras ainda não gravadas").wait_for()
    fundo = quadro.locator("a").first.evaluate("no => getComputedStyle(no).backgroundColor")
    assert fundo == "rgb(11, 79, 108)"  # os estilos do correio valem dentro do quadro
    with page.context.expect_page() as enviada:
        page.click("text=Enviar a mim um exemplo")
    assert "Exemplo enviado para alice@exemplo.invalid" in enviada.value.inner_text("body")
    assert len(correio.mensagens) == 1
    assert page.input_value("#id_texto").startswith("Palavras ainda não gravadas")
    assert vigias[page.context].console == []
