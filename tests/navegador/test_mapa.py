"""O mapa no navegador: o pino que se move, o que o servidor diz do ponto, e nada pedido a outro host."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import shapely
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from guia.busca import indice
from guia.models import Servico
from roteamento.grade import quadrado_de
from roteamento.models import Contorno, Distrito, Importacao, Unidade
from solicitacoes.pedir.perto_de_mim import DE_QUEM_OLHA
from tests.navegador.vigia import sem_scripts, verificar_pagina
from tests.roteamento.factories import DistritoFactory, LogradouroFactory
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import territorio

pytestmark = pytest.mark.django_db(transaction=True)

NOSSOS_TILES = "/static/imagens/icone.svg?z={z}&x={x}&y={y}"
CENTRO = {"latitude": -23.5505, "longitude": -46.6333}
LONGE = {"latitude": -22.9, "longitude": -47.06}
DIVISA = -46.6345

type Contexto = Callable[..., BrowserContext]


@pytest.fixture
def cidade(settings: Settings, transactional_db: None) -> Settings:
    """Sem tiles, com a Rua Direita no meio do mapa."""
    cache.clear()
    settings.MAPA_TILES = ""
    indice.atualizar([territorio(publica=True).pk])
    se = Distrito.objects.get(nome="Sé")
    LogradouroFactory(nome="Rua Direita", distrito=se, lat=CENTRO["latitude"], lon=CENTRO["longitude"])
    return settings


@pytest.fixture
def contornos(cidade: Settings) -> None:
    """A Sé e a República, lado a lado, como a cidade as importou; o mapa abre na Sé, perto da divisa."""
    se = Distrito.objects.get(nome="Sé")
    republica = Distrito.objects.filter(nome="República").first() or DistritoFactory(nome="República")
    importacao = Importacao.objects.create(
        tipo="distritos", arquivo="d.geojson", sha256="0", em=timezone.now(), linhas=2
    )
    quadras = {se: (DIVISA, -23.56, -46.62, -23.54), republica: (-46.66, -23.56, DIVISA, -23.54)}
    for distrito, caixa in quadras.items():
        Contorno.objects.create(
            distrito=distrito, wkb=shapely.to_wkb(shapely.box(*caixa)), importacao=importacao
        )
    LogradouroFactory(nome="Rua do Arouche", distrito=republica, lat=-23.5505, lon=-46.6352)


def abrir(new_context: Contexto, **opcoes: Any) -> Page:
    """A página do pedido, no celular."""
    pagina = new_context(viewport={"width": 390, "height": 844}, **opcoes).new_page()
    pagina.goto("/solicitar/tapa-buraco/")
    expect(pagina.get_by_role("heading", name="Onde é")).to_be_visible()
    return pagina


def quadro(pagina: Page) -> Any:
    """O mapa, rolado até aparecer e já desenhado."""
    mapa = pagina.get_by_role("application", name="Mapa do lugar")
    mapa.scroll_into_view_if_needed()
    expect(mapa.locator(".leaflet-map-pane")).to_be_attached()
    return mapa


def marcar_o_centro(pagina: Page) -> None:
    quadro(pagina)
    pagina.get_by_role("button", name="Marcar o centro do mapa").press("Enter")


def dito(pagina: Page, texto: str) -> None:
    expect(pagina.get_by_role("status").filter(has_text=texto)).to_be_visible()


def test_o_pino_que_se_move_muda_a_rua_e_a_conferencia_mostra_o_mapa(
    new_context: Contexto, contornos: None
) -> None:
    pagina = abrir(new_context)
    quadro(pagina)
    expect(pagina.locator(".sp-mapa__distrito")).to_have_count(2)
    expect(pagina.get_by_alt_text("Lugar marcado")).to_have_count(0)
    marcar_o_centro(pagina)
    dito(pagina, "Ponto marcado: Rua Direita, distrito Sé")
    expect(pagina.get_by_label("Rua, avenida ou praça")).to_have_value("Rua Direita")
    quadro(pagina)
    expect(pagina.locator(".sp-mapa__nome", has_text="Rua Direita")).to_be_visible()
    verificar_pagina(pagina)
    pino = pagina.get_by_alt_text("Lugar marcado")
    expect(pino).to_be_visible()
    caixa = pino.bounding_box()
    assert caixa
    x, y = caixa["x"] + caixa["width"] / 2, caixa["y"] + caixa["height"] / 2
    pagina.mouse.move(x, y)
    pagina.mouse.down()
    pagina.mouse.move(x - 100, y, steps=5)
    pagina.mouse.move(x - 150, y, steps=5)
    pagina.mouse.up()
    dito(pagina, "Ponto marcado: Rua do Arouche, distrito República")
    expect(pagina.get_by_label("Rua, avenida ou praça")).to_have_value("Rua do Arouche")
    pagina.get_by_label("Menor que um prato").check()
    pagina.get_by_role("button", name="Continuar", exact=True).last.click()
    expect(pagina).to_have_title(re.compile("^Confira e envie"))
    expect(pagina.locator(".sp-desenho__rua", has_text="Rua do Arouche")).to_be_visible()
    expect(pagina.get_by_text("O ponto é o lugar marcado.")).to_be_visible()
    verificar_pagina(pagina)


def test_pelo_teclado_as_setas_movem_e_o_ponto_vai_para_onde_se_parou(
    new_context: Contexto, cidade: Settings
) -> None:
    pagina = abrir(new_context)
    marcar_o_centro(pagina)
    dito(pagina, "Ponto marcado: Rua Direita")
    mapa = quadro(pagina)
    expect(pagina.get_by_role("button", name="Marcar o centro do mapa")).to_be_focused()
    antes = float(pagina.locator("input[name=lat]").input_value())
    mapa.focus()
    fundo = pagina.locator(".leaflet-map-pane")
    onde = fundo.evaluate("mapa => mapa.style.transform")
    pagina.keyboard.press("ArrowUp")
    expect(fundo).not_to_have_css("transform", onde)
    pagina.wait_for_function("() => !document.querySelector('.leaflet-pan-anim')")
    marcar_o_centro(pagina)
    expect(mapa).not_to_have_attribute("data-lat", str(antes))
    dito(pagina, "Ponto marcado: Rua Direita")
    assert float(pagina.locator("input[name=lat]").input_value()) > antes
    pagina.get_by_role("button", name="Desmarcar o ponto").press("Enter")
    expect(pagina.locator("input[name=lat]")).to_have_value("")
    expect(pagina.get_by_label("Rua, avenida ou praça")).to_have_value("Rua Direita")


def test_com_os_tiles_da_cidade_nao_se_escrevem_nomes(new_context: Contexto, cidade: Settings) -> None:
    cidade.MAPA_TILES, cidade.MAPA_CREDITOS = NOSSOS_TILES, "Mapa de teste"
    pagina = abrir(new_context)
    quadro(pagina)
    expect(pagina.get_by_text("Mapa de teste")).to_be_visible()
    expect(pagina.locator(".sp-mapa__nome, .sp-mapa__distrito")).to_have_count(0)
    verificar_pagina(pagina)


def test_fora_da_cidade_avisa_e_nao_marca(new_context: Contexto, contornos: None) -> None:
    pagina = abrir(new_context, permissions=["geolocation"], geolocation=LONGE)
    pagina.get_by_role("button", name="Usar onde estou").click()
    expect(pagina.get_by_text("O lugar fica fora da cidade de São Paulo.")).to_be_visible()
    expect(pagina.locator("input[name=lat]")).to_have_value("")
    verificar_pagina(pagina)


def test_so_pergunta_onde_estou_quando_se_pede(new_context: Contexto, contornos: None) -> None:
    pagina = abrir(new_context, permissions=["geolocation"], geolocation=CENTRO)
    quadro(pagina)
    expect(pagina.locator("input[name=lat]")).to_have_value("")
    pagina.get_by_role("button", name="Usar onde estou").click()
    dito(pagina, "Ponto marcado: Rua Direita, distrito Sé")


def test_quem_nega_a_localizacao_le_o_que_fazer(new_context: Contexto, contornos: None) -> None:
    pagina = abrir(new_context)
    pagina.get_by_role("button", name="Usar onde estou").click()
    dito(pagina, "Não conseguimos a sua localização. Escreva o endereço.")


def test_sem_rede_para_o_fundo_o_mapa_marca_do_mesmo_jeito(new_context: Contexto, contornos: None) -> None:
    contexto = new_context(viewport={"width": 390, "height": 844})
    contexto.route("**/mapa/**", lambda rota: rota.abort())
    pagina = contexto.new_page()
    pagina.goto("/solicitar/tapa-buraco/")
    marcar_o_centro(pagina)
    dito(pagina, "Ponto marcado: Rua Direita, distrito Sé")


def test_sem_javascript_nao_ha_mapa_e_o_endereco_basta(new_context: Contexto, contornos: None) -> None:
    contexto = new_context(viewport={"width": 390, "height": 844})
    sem_scripts(contexto)
    pagina = contexto.new_page()
    pagina.goto("/solicitar/tapa-buraco/")
    expect(pagina.get_by_label("Rua, avenida ou praça")).to_be_visible()
    expect(pagina.get_by_role("application", name="Mapa do lugar")).to_have_count(0)
    verificar_pagina(pagina)


def test_perto_de_mim_tem_as_marcas_com_a_cor_delas(new_context: Contexto, cidade: Settings) -> None:
    servico = Servico.objects.get(slug="tapa-buraco")
    onde: Any = {"lat": CENTRO["latitude"] + 0.0005, "lon": CENTRO["longitude"]}  # o ponto da rua não conta
    unidade = Unidade.objects.get(sigla="SMPR-CPO-STM-Sé")
    elenco.solicitacao(unidade, servico=servico, versao_servico=servico.publicada, **onde)
    pagina = new_context(viewport={"width": 390, "height": 844}).new_page()
    pagina.goto(f"/perto-de-mim/?lugar={quadrado_de(**onde, nivel=DE_QUEM_OLHA)}")
    marca = pagina.locator(".sp-desenho circle").first
    expect(marca).to_be_visible()
    assert marca.evaluate("um => getComputedStyle(um).fill") != "rgb(0, 0, 0)"
    verificar_pagina(pagina)
