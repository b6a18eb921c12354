"""O mapa do passo do local, na cidade que configurou um: pelo teclado, e sem pedir nada a outro host."""

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
from roteamento.models import Contorno, Distrito, Importacao
from tests.navegador.vigia import sem_scripts, verificar_pagina
from tests.roteamento.factories import DistritoFactory
from tests.solicitacoes.pedindo import territorio

pytestmark = pytest.mark.django_db(transaction=True)

NOSSOS_TILES = "/static/imagens/icone.svg?z={z}&x={x}&y={y}"
CENTRO = {"latitude": -23.5505, "longitude": -46.6333}
LONGE = {"latitude": -22.9, "longitude": -47.06}

type Contexto = Callable[..., BrowserContext]


@pytest.fixture
def cidade_com_mapa(settings: Settings, transactional_db: None) -> Settings:
    cache.clear()
    settings.MAPA_TILES, settings.MAPA_CREDITOS = NOSSOS_TILES, "Mapa de teste"
    indice.atualizar([territorio().pk])
    return settings


@pytest.fixture
def contornos(cidade_com_mapa: Settings) -> Distrito:
    """A Sé e a República, lado a lado, como a cidade as importou; o mapa abre na Sé."""
    se = Distrito.objects.get(nome="Sé")
    republica = Distrito.objects.filter(nome="República").first() or DistritoFactory(nome="República")
    importacao = Importacao.objects.create(
        tipo="distritos", arquivo="d.geojson", sha256="0", em=timezone.now(), linhas=2
    )
    quadras = {se: (-46.64, -23.56, -46.62, -23.54), republica: (-46.66, -23.56, -46.64, -23.54)}
    for distrito, caixa in quadras.items():
        Contorno.objects.create(
            distrito=distrito, wkb=shapely.to_wkb(shapely.box(*caixa)), importacao=importacao
        )
    return se


def abrir(new_context: Contexto, **opcoes: Any) -> Page:
    """O passo do local, com o mapa na tela."""
    pagina = new_context(viewport={"width": 390, "height": 844}, **opcoes).new_page()
    pagina.goto("/solicitar/tapa-buraco/")
    expect(pagina.get_by_role("heading", name="Onde é")).to_be_visible()
    return pagina


def quadro(pagina: Page) -> Any:
    mapa = pagina.get_by_role("application", name="Mapa do lugar")
    expect(mapa).to_be_visible()
    return mapa


def dito(pagina: Page, texto: str) -> None:
    expect(pagina.get_by_role("status").filter(has_text=texto)).to_be_visible()


def test_marca_o_centro_pelo_teclado_e_segue(new_context: Contexto, cidade_com_mapa: Settings) -> None:
    pagina = abrir(new_context)
    mapa = quadro(pagina)
    expect(pagina.get_by_text("Mapa de teste")).to_be_visible()
    mapa.focus()
    pagina.keyboard.press("ArrowRight")
    pagina.get_by_role("button", name="Marcar o centro do mapa").press("Enter")
    dito(pagina, "Lugar marcado. Confira o endereço escrito.")
    assert float(pagina.locator("input[name=lat]").input_value()) == pytest.approx(-23.55, abs=0.01)
    verificar_pagina(pagina)
    pagina.get_by_label("Rua, avenida ou praça").fill("Rua Líbero Badaró")
    pagina.get_by_label("Número").fill("425")
    pagina.get_by_label("Menor que um prato").check()
    pagina.get_by_role("button", name="Continuar", exact=True).last.click()
    expect(pagina).to_have_title(re.compile("^(Confira e envie|O endereço|Em que|O ponto|É esta)"))


def test_diz_o_distrito_do_lugar_e_o_destaca(new_context: Contexto, contornos: Distrito) -> None:
    pagina = abrir(new_context)
    quadro(pagina)
    expect(pagina.locator(".sp-mapa__distrito")).to_have_count(2)
    expect(pagina.locator(".sp-mapa__distrito--do-ponto")).to_have_count(0)
    pagina.get_by_role("button", name="Marcar o centro do mapa").press("Enter")
    dito(pagina, "Lugar marcado no distrito Sé.")
    expect(pagina.locator(".sp-mapa__distrito--do-ponto")).to_have_count(1)
    verificar_pagina(pagina)


def test_desmarcar_esvazia_os_campos(new_context: Contexto, contornos: Distrito) -> None:
    pagina = abrir(new_context)
    quadro(pagina)
    desmarcar = pagina.get_by_role("button", name="Desmarcar o lugar")
    expect(desmarcar).to_be_hidden()
    pagina.get_by_role("button", name="Marcar o centro do mapa").press("Enter")
    desmarcar.press("Enter")
    dito(pagina, "Lugar desmarcado.")
    expect(pagina.locator("input[name=lat]")).to_have_value("")
    expect(desmarcar).to_be_hidden()
    expect(quadro(pagina)).to_be_focused()
    expect(pagina.locator(".sp-mapa__distrito--do-ponto")).to_have_count(0)
    expect(pagina.get_by_alt_text("Lugar marcado")).to_have_count(0)


def test_fora_da_cidade_avisa_e_nao_marca(new_context: Contexto, contornos: Distrito) -> None:
    pagina = abrir(new_context, permissions=["geolocation"], geolocation=LONGE)
    quadro(pagina)
    pagina.get_by_role("button", name="Usar onde estou").click()
    expect(pagina.get_by_text("O lugar fica fora da cidade de São Paulo.")).to_be_visible()
    expect(pagina.locator("input[name=lat]")).to_have_value("")
    verificar_pagina(pagina)


def test_so_pergunta_onde_estou_quando_se_pede(new_context: Contexto, contornos: Distrito) -> None:
    pagina = abrir(new_context, permissions=["geolocation"], geolocation=CENTRO)
    quadro(pagina)
    expect(pagina.locator(".sp-mapa__distrito")).to_have_count(2)
    expect(pagina.locator("input[name=lat]")).to_have_value("")
    pagina.get_by_role("button", name="Usar onde estou").click()
    dito(pagina, "Lugar marcado no distrito Sé.")


def test_quem_nega_a_localizacao_le_o_que_fazer(new_context: Contexto, contornos: Distrito) -> None:
    pagina = abrir(new_context)
    quadro(pagina)
    pagina.get_by_role("button", name="Usar onde estou").click()
    dito(pagina, "Não conseguimos a sua localização. Escreva o endereço.")


def test_sem_os_contornos_o_mapa_marca_do_mesmo_jeito(new_context: Contexto, contornos: Distrito) -> None:
    contexto = new_context(viewport={"width": 390, "height": 844})
    contexto.route("**/mapa/distritos.json", lambda rota: rota.abort())
    pagina = contexto.new_page()
    pagina.goto("/solicitar/tapa-buraco/")
    quadro(pagina)
    pagina.get_by_role("button", name="Marcar o centro do mapa").press("Enter")
    dito(pagina, "Lugar marcado. Confira o endereço escrito.")


def test_sem_javascript_nao_ha_mapa_e_o_endereco_basta(new_context: Contexto, contornos: Distrito) -> None:
    contexto = new_context(viewport={"width": 390, "height": 844})
    sem_scripts(contexto)
    pagina = contexto.new_page()
    pagina.goto("/solicitar/tapa-buraco/")
    expect(pagina.get_by_label("Rua, avenida ou praça")).to_be_visible()
    expect(pagina.get_by_role("application", name="Mapa do lugar")).to_have_count(0)
    verificar_pagina(pagina)


def test_sem_servidor_de_mapas_nao_ha_mapa(
    new_context: Contexto, contornos: Distrito, settings: Settings
) -> None:
    settings.MAPA_TILES = ""
    pagina = abrir(new_context)
    expect(pagina.locator("[data-mapa]")).to_have_count(0)
