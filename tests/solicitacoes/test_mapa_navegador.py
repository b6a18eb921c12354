"""O mapa no navegador: do círculo à lista, do pedido aos vizinhos, e os que chegam com a lista aberta."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import shapely
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django import Settings

from roteamento.models import Contorno, Importacao, Unidade
from tests.navegador.entrada import Entrar
from tests.navegador.telas import CELULAR, DE_SERVIDOR, MESA, Tela
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db(transaction=True)

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"
LAT, LON = -23.5505, -46.6333
LARGURAS = "todos => todos.map(um => um.getBoundingClientRect().width)"


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def cidade(caixa: Unidade, settings: Settings) -> None:
    """Com as divisas e um fundo nosso."""
    settings.MAPA_TILES, settings.MAPA_CREDITOS = (
        "/static/imagens/icone.svg?z={z}&x={x}&y={y}",
        "Mapa de teste",
    )
    importacao = Importacao.objects.create(
        tipo="distritos", arquivo="d.geojson", sha256="0", em=timezone.now(), linhas=2
    )
    quadras = {elenco.distrito(): (-46.64, -23.57, -46.61, -23.53)}
    quadras[elenco.distrito(66, "República")] = (-46.66, -23.57, -46.64, -23.53)
    for distrito, caixa_ in quadras.items():
        Contorno.objects.create(
            distrito=distrito, wkb=shapely.to_wkb(shapely.box(*caixa_)), importacao=importacao
        )


@pytest.mark.parametrize("tela", DE_SERVIDOR)
def test_do_circulo_a_lista_e_do_pedido_aos_vizinhos(
    entrar: Entrar, caixa: Unidade, cidade: None, tela: Tela
) -> None:
    for passo in range(6):
        elenco.iguais(passo + 1, caixa, lat=LAT + passo * 0.003, lon=LON - passo * 0.002, canal="praca")
    caso = elenco.solicitacao(
        caixa, ha_dias=90, lat=LAT - 0.01, lon=LON - 0.02, logradouro="Rua Só", numero="7"
    )
    perto = elenco.solicitacao(caixa, lat=LAT - 0.0104, lon=LON - 0.02, logradouro="Rua Só", numero="9")
    page = entrar(elenco.servidor(caixa), **tela)
    page.goto(CAIXA)
    page.get_by_role("link", name="Ver no mapa").click()
    expect(page.get_by_role("heading", name="Mapa da caixa")).to_be_visible()
    expect(page.get_by_text("Mapa de teste")).to_be_visible()
    expect(page.locator(".sp-desenho__divisa")).to_have_count(2)
    verificar_pagina(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert min(page.locator(".sp-desenho circle").evaluate_all(LARGURAS)) >= 24  # cabe um dedo
    page.locator(".sp-desenho text", has_text=re.compile("^11$")).click()
    expect(page.locator("[data-linha]")).to_have_count(11)
    page.get_by_role("link", name="Limpar os filtros").click()
    page.goto(f"{CAIXA}mapa/")
    page.get_by_role("link", name="perto de Rua Só").click()
    expect(page.locator("[data-linha]")).to_have_count(2)
    page.get_by_role("link", name=caso.protocolo_escrito).click()
    if not tela.get("java_script_enabled", True):
        page.get_by_role("link", name="Ver pedidos iguais").click()
    expect(page.locator(".sp-desenho g", has_text="●")).to_be_visible()
    vizinho = page.locator(".sp-relacionados__um", has_text=perto.protocolo_escrito)
    expect(vizinho.locator(".sp-desenho__numero")).to_have_text("1")
    verificar_pagina(page)


def test_o_filtro_troca_so_o_mapa(entrar: Entrar, caixa: Unidade, cidade: None) -> None:
    elenco.solicitacao(caixa, lat=LAT, lon=LON, canal="praca")
    elenco.solicitacao(caixa, lat=LAT, lon=LON)
    page = entrar(elenco.servidor(caixa), **MESA)
    page.goto(f"{CAIXA}mapa/")
    expect(page.locator(".sp-desenho a")).to_have_text(re.compile("2"))
    page.evaluate("window.mesma = true")
    page.get_by_text("Mais filtros").click()
    page.get_by_label("Canal").select_option("praca")
    expect(page.get_by_role("status").filter(has_text="1 pedido")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/mapa/\?canal=praca$"))
    assert page.evaluate("window.mesma") is True


def test_os_que_chegam_se_dizem_sem_mexer_na_lista(entrar: Entrar, caixa: Unidade) -> None:
    elenco.solicitacao(caixa)
    page = entrar(elenco.servidor(caixa), **CELULAR)
    page.clock.install()
    page.goto(CAIXA)
    page.evaluate("window.mesma = true")
    onde = page.locator("caption").bounding_box()
    elenco.iguais(3, caixa, em=timezone.now() + timedelta(minutes=1))
    with page.expect_request("**/novos/**") as pedida:
        page.clock.fast_forward(61_000)
    assert pedida.value.header_value("pedido-sozinho")  # não conta como usar o portal (ADR 0038)
    dito = page.get_by_role("status").filter(has_text="3 novos pedidos: mostrar")
    expect(dito).to_be_visible()
    expect(page.locator("[data-linha]")).to_have_count(1)  # nada se troca sem um clique
    assert page.locator("caption").bounding_box() == onde  # nem se empurra
    verificar_pagina(page)
    page.clock.fast_forward(61_000)
    expect(page.locator("[data-linha]")).to_have_count(1)
    assert page.evaluate("window.mesma") is True
    dito.get_by_role("link").click()
    expect(page.locator("[data-linha]")).to_have_count(4)
