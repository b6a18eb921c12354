"""No navegador, a pessoa escolhe por onde quer os avisos e troca de celular; com e sem JavaScript."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect
from pytest_django import Settings

from avisos.models import PreferenciaDeAvisos
from tests.contas.factories import UsuarioFactory
from tests.navegador.entrada import Entrar
from tests.navegador.telas import DE_MUNICIPE, com_javascript
from tests.navegador.vigia import verificar_pagina
from tests.portal.test_celular import mandado
from tests.servidores.provedor import canais

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("opcoes", DE_MUNICIPE)
def test_escolher_por_onde(entrar: Entrar, settings: Settings, opcoes: dict[str, Any]) -> None:
    settings.CANAIS = canais("http://127.0.0.1:9", "sms", "whatsapp")
    ana = UsuarioFactory.create(nome="Ana Souza", email="ana@exemplo.invalid", celular="11987654321")
    page = entrar(ana, **opcoes)
    page.goto("/area/avisos/")
    perguntas = page.get_by_role("group", name="Perguntas que esperam a sua resposta")
    perguntas.get_by_label("E-mail").uncheck()
    page.get_by_role("button", name="Guardar").click()
    expect(page).to_have_title(re.compile("^Erro:"))
    page.get_by_role("link", name=re.compile("^Escolha ao menos um jeito")).click()
    if com_javascript(opcoes):
        expect(perguntas.get_by_label("E-mail")).to_be_focused()
        verificar_pagina(page)
    perguntas.get_by_label("SMS").check()
    page.get_by_role("group", name="Por qual começar?").get_by_label("SMS").check()
    page.get_by_label("Silêncio no aparelho").select_option("das 21h")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Está guardado.")).to_be_visible()
    if com_javascript(opcoes):
        verificar_pagina(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("link", name="Trocar de celular").click()
    page.get_by_label("Celular com DDD").fill("11 91234-5678")
    page.get_by_role("button", name="Mandar o código").click()
    expect(page.get_by_role("heading", level=1, name="Escreva o código")).to_be_visible()
    if com_javascript(opcoes):
        verificar_pagina(page)
    page.get_by_label("Código").fill(mandado()[1])
    page.get_by_role("button", name="Continuar").click()
    expect(page.get_by_text("O celular está na sua conta.")).to_be_visible()
    guardada = PreferenciaDeAvisos.objects.get()
    assert (guardada.canais["pergunta"], guardada.comeca_por) == (["sms"], "sms")
