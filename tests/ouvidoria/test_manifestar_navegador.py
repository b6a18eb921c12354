"""Manifestar-se no navegador, com e sem JavaScript, no celular e na mesa."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from ouvidoria.models import Manifestacao
from tests.navegador.telas import DE_MUNICIPE, com_javascript
from tests.navegador.vigia import verificar_pagina
from tests.ouvidoria import elenco
from tests.ouvidoria.manifestando import TEXTO
from tests.solicitacoes.pedindo import foto

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=DE_MUNICIPE)
def pagina(request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext]) -> Page:
    elenco.orgao()
    nova = new_context(**request.param).new_page()
    nova.com_js = com_javascript(request.param)  # type: ignore[attr-defined]
    return nova


def _conferir(pagina: Page) -> None:
    if pagina.com_js:  # type: ignore[attr-defined]
        verificar_pagina(pagina)


def _continuar(pagina: Page, botao: str = "Continuar") -> None:
    pagina.get_by_role("button", name=botao, exact=True).last.click()


def test_denuncia_anonima_da_porta_ao_comprovante(pagina: Page) -> None:
    pagina.goto("/ouvidoria/")
    pagina.get_by_role("link", name="Denunciar").click()
    _continuar(pagina)
    expect(pagina.locator("main .govuk-error-summary")).to_contain_text("Responda: O que aconteceu?")
    _conferir(pagina)
    pagina.get_by_label("O que aconteceu?").fill(TEXTO)
    prova: FilePayload = {"name": "prova.jpg", "mimeType": "image/jpeg", "buffer": foto().read()}
    pagina.locator("input[type=file]").set_input_files([prova])
    pagina.get_by_role("button", name="Guardar estes arquivos e escolher mais").click()
    expect(pagina.get_by_text("1 arquivo recebido")).to_be_visible()
    expect(pagina.get_by_label("O que aconteceu?")).to_have_value(TEXTO)
    _conferir(pagina)
    _continuar(pagina)
    pagina.get_by_label("Não quero me identificar").check()
    _continuar(pagina)
    expect(pagina.get_by_role("heading", name="Confira suas respostas")).to_be_visible()
    _conferir(pagina)
    _continuar(pagina, "Enviar")
    caso = Manifestacao.objects.get()
    expect(pagina.get_by_text(caso.protocolo_escrito)).to_be_visible()
    _conferir(pagina)
    pagina.go_back()
    pagina.reload()
    expect(pagina.get_by_text(caso.protocolo_escrito)).to_be_visible()
    assert (caso.denuncia, caso.anonima, caso.anexos.count()) == (True, True, 1)


def test_do_pedido_atrasado_a_reclamacao_num_clique(pagina: Page) -> None:
    pedido = elenco.pedido_vencido()
    pagina.goto(f"/acompanhar/{pedido.protocolo}/")
    pagina.get_by_role("button", name="Reclamar na Ouvidoria").click()
    expect(pagina.get_by_label("Número do protocolo do pedido")).to_have_value(pedido.protocolo)
    expect(pagina.get_by_label("Demorou demais e ninguém atendeu")).to_be_checked()
    _conferir(pagina)
    pagina.get_by_label("O que aconteceu?").fill(TEXTO)
    _continuar(pagina)
    pagina.get_by_label("Quero me identificar", exact=True).check()
    pagina.get_by_label("Nome completo").fill("Maria Silva")
    pagina.get_by_label("CPF", exact=True).fill("529.982.247-25")
    expect(pagina.get_by_label("O órgão pode saber quem sou")).not_to_be_checked()
    _conferir(pagina)
    _continuar(pagina)
    _continuar(pagina, "Enviar")
    caso = Manifestacao.objects.get()
    expect(pagina.get_by_text(caso.protocolo_escrito)).to_be_visible()
    assert (caso.tipo, caso.solicitacao, caso.permite_identificar) == ("reclamacao", pedido, False)
