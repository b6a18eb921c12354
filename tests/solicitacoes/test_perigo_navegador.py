"""O perigo na tela de quem pede: o número na hora, antes do que falta, com e sem JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from guia.models import Servico
from solicitacoes.models import Solicitacao
from tests.guia.factories import CaminhoFactory
from tests.navegador.telas import CELULAR, DE_MUNICIPE, Tela, com_javascript
from tests.navegador.test_pedido import ROLA, continuar, foto, mandar_fotos
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes.pedindo import territorio

pytestmark = pytest.mark.django_db(transaction=True)

type Contexto = Callable[..., BrowserContext]

COMO = {
    "chave": "como",
    "rotulo": "Como está a pessoa?",
    "tipo": "uma",
    "obrigatoria": True,
    "opcoes": [
        {"valor": "bem", "rotulo": "Precisa de abrigo ou comida"},
        {
            "valor": "grave",
            "rotulo": "Desmaiada, ferida ou muito mal",
            "orientacao": "Ligue agora para o SAMU, no 192, e fique por perto até o socorro chegar.",
            "orientacao_tipo": "perigo",
        },
    ],
}
QUANTAS = {"chave": "quantas", "rotulo": "Quantas pessoas são?", "tipo": "numero", "obrigatoria": True}


@pytest.fixture(autouse=True)
def servico() -> Servico:
    cache.clear()
    CaminhoFactory.create(slug="samu", tipo="telefone", rotulo="SAMU", valor="192", emergencia=True)
    return territorio(perguntas=[COMO, QUANTAS], identificacao="anonima")


def conferir(pagina: Page) -> None:
    verificar_pagina(pagina)
    assert not pagina.evaluate(ROLA)


def o_numero(onde: Locator) -> None:
    numero = onde.get_by_role("link", name="192")
    expect(numero).to_be_visible()
    expect(numero).to_have_attribute("href", "tel:192")
    tamanho = numero.bounding_box()
    assert tamanho
    assert min(tamanho["width"], tamanho["height"]) >= 44


def test_o_que_se_escreve_enquanto_a_foto_sobe_nao_se_perde(new_context: Contexto) -> None:
    pagina, presas = new_context(**CELULAR).new_page(), list[Route]()
    pagina.goto("/solicitar/tapa-buraco/")
    contar = pagina.get_by_label("Conte com as suas palavras")
    contar.fill("Está caída.")
    pagina.route("**/solicitar/**", lambda rota: presas.append(rota))  # noqa: PLW0108 - o Playwright marca a função
    with pagina.expect_request(lambda pedida: pedida.method == "POST"):
        mandar_fotos(pagina, foto())
    pagina.get_by_label("Desmaiada, ferida ou muito mal").check()
    contar.fill("Está caída na esquina.")
    presas[0].continue_()
    expect(pagina.get_by_role("button", name="Remover a foto 1")).to_be_visible()
    expect(contar).to_have_value("Está caída na esquina.")
    expect(pagina.get_by_label("Desmaiada, ferida ou muito mal")).to_be_checked()
    o_numero(pagina.locator("[data-conselho]").get_by_role("alert"))


@pytest.mark.parametrize("tela", DE_MUNICIPE)
def test_o_numero_vem_na_hora_e_antes_do_que_falta(new_context: Contexto, tela: Tela) -> None:
    pagina = new_context(**tela).new_page()
    pagina.goto("/solicitar/tapa-buraco/")
    caixa = pagina.locator("[data-conselho]")
    expect(caixa).to_be_hidden()
    mandar_fotos(pagina, foto())
    expect(pagina.get_by_role("button", name="Remover a foto 1")).to_be_visible()
    pagina.get_by_label("Desmaiada, ferida ou muito mal").check()
    if com_javascript(tela):
        o_numero(caixa.get_by_role("alert"))
        conferir(pagina)
        pagina.get_by_label("Precisa de abrigo ou comida").check()
        expect(caixa).to_be_hidden()
        pagina.get_by_label("Desmaiada, ferida ou muito mal").check()
    pagina.get_by_label("Conte com as suas palavras").fill("Está caída na esquina.")
    continuar(pagina)
    expect(pagina).to_have_title(re.compile("^Perigo: ligue agora"))
    o_numero(pagina.get_by_role("alert"))
    expect(pagina.get_by_text("Responda: Quantas pessoas são?")).to_have_count(0)
    conferir(pagina)
    pagina.get_by_role("button", name="Já liguei: continuar o pedido").click()
    expect(pagina.get_by_text("O que você escreveu está guardado. Falta conferir:")).to_be_visible()
    expect(pagina.get_by_label("Conte com as suas palavras")).to_have_value("Está caída na esquina.")
    expect(pagina.get_by_label("Desmaiada, ferida ou muito mal")).to_be_checked()
    expect(pagina.get_by_text("buraco.jpg")).to_be_visible()
    o_numero(caixa)
    conferir(pagina)
    pagina.get_by_label("Rua, avenida ou praça").fill("Rua Líbero Badaró")
    pagina.get_by_label("Número", exact=True).fill("425")
    pagina.get_by_label("Quantas pessoas são?").fill("1")
    continuar(pagina)
    expect(pagina).to_have_title(re.compile("^Confira"))
    pagina.get_by_label("Prefiro não me identificar").or_(
        pagina.get_by_label("Não quero me identificar")
    ).check()
    pagina.get_by_role("button", name="Enviar").click()
    expect(pagina.get_by_role("heading", level=1)).to_contain_text("Pedido")
    assert Solicitacao.objects.get().anexos.count() == 1


def test_quem_diz_ali_mesmo_que_ligou_nao_ve_outra_pagina(new_context: Contexto) -> None:
    pagina = new_context(**CELULAR).new_page()
    pagina.goto("/solicitar/tapa-buraco/")
    pagina.get_by_label("Desmaiada, ferida ou muito mal").check()
    pagina.get_by_label("Já liguei: quero continuar o pedido").check()
    continuar(pagina)
    expect(pagina).to_have_title(re.compile("^Erro: "))
    expect(pagina.get_by_label("Já liguei: quero continuar o pedido")).to_be_checked()
    conferir(pagina)
