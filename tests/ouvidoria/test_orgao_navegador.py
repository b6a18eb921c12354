"""A mesa do órgão no navegador: da lista à resposta com foto, na mesa de trabalho e no celular."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from ouvidoria import acoes
from ouvidoria.models import Encaminhamento, Manifestacao
from ouvidoria.situacoes import TipoDeManifestacao
from tests.navegador.telas import DE_SERVIDOR, MESA, com_javascript
from tests.navegador.vigia import verificar_pagina
from tests.ouvidoria import elenco
from tests.solicitacoes import pedindo

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)

RESPOSTA = "A equipe voltou ao local na terça-feira e tapou o buraco."


@pytest.fixture
def entrar(new_context: Callable[..., BrowserContext], base_url: str) -> Callable[..., Page]:
    """Uma página já com o interlocutor dentro."""
    quem = elenco.interlocutor().usuario
    assert quem
    cliente = Client()
    cliente.force_login(quem)
    cookie: Any = {"name": "sessionid", "value": cliente.cookies["sessionid"].value, "url": base_url}

    def abrir(**opcoes: Any) -> Page:
        contexto = new_context(**opcoes)
        contexto.add_cookies([cookie])
        return contexto.new_page()

    return abrir


def conferir(page: Page) -> None:
    verificar_pagina(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("tela", DE_SERVIDOR)
def test_responde_com_foto_depois_de_ler_o_que_a_ouvidoria_le(
    entrar: Callable[..., Page], tela: dict[str, Any]
) -> None:
    _, envio = elenco.encaminhada(tipo=TipoDeManifestacao.ELOGIO, permite_identificar=True)
    page = entrar(**tela)
    page.goto("/orgao/?tipo=elogio")
    page.get_by_role("link", name=envio.numero).click()
    if com_javascript(tela):
        conferir(page)
    page.get_by_role("button", name="Mostrar quem é").click()
    expect(page.locator("#contato")).to_contain_text(elenco.MARIA.nome)
    page.get_by_role("link", name="Responder", exact=True).click()
    page.get_by_label("O agente e a chefia dele souberam do elogio").check()
    page.get_by_label("O que mais dizer a quem elogiou").fill(RESPOSTA)
    foto: FilePayload = {"name": "rua.jpg", "mimeType": "image/jpeg", "buffer": pedindo.foto().read()}
    page.locator("input[type=file]").set_input_files([foto])
    page.get_by_role("button", name="Conferir antes de confirmar").click()
    expect(page.get_by_role("article")).to_contain_text("O agente e a chefia dele souberam do elogio.")
    expect(page.get_by_role("article")).to_contain_text(RESPOSTA)
    expect(page.locator(".sp-fotos img")).to_have_count(1)
    if com_javascript(tela):
        conferir(page)
    page.get_by_role("button", name="Responder à Ouvidoria").click()
    expect(page.get_by_text("A resposta foi à Ouvidoria.")).to_be_visible()
    assert Encaminhamento.objects.get(pk=envio.pk).respondidos.count() == 1
    page.get_by_role("link", name="Já respondidos").click()
    expect(page.get_by_role("link", name=envio.numero)).to_be_visible()


def test_o_conflito_guarda_o_texto_e_passa_no_axe(entrar: Callable[..., Page]) -> None:
    caso, envio = elenco.respondida()
    acoes.devolver_ao_orgao(envio=envio, versao=caso.versao, por=elenco.ogm(), motivo=elenco.FRASE)
    page = entrar(**MESA)
    page.goto(f"/orgao/{envio.pk}/responder/")
    page.get_by_label("Resposta à Ouvidoria").fill(RESPOSTA)
    versao = Manifestacao.objects.get(pk=caso.pk).versao
    acoes.responder_como_orgao(
        envio=envio, versao=versao, por=elenco.interlocutor(nome="Iara"), resposta=elenco.FRASE
    )
    page.get_by_role("button", name="Conferir antes de confirmar").click()
    expect(page.get_by_label("Você escreveu: Resposta à Ouvidoria")).to_have_value(RESPOSTA)
    conferir(page)
