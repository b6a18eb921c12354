"""Já existe um pedido igual: quem não tem conta acompanha junto com um e-mail, e deixa quando quer."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect

from avisos.entrega import entregar_pendentes
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.models import Apoio, Solicitacao
from solicitacoes.tasks import contar_a_quem_apoia
from tests.correio import Correio
from tests.navegador.telas import DE_MUNICIPE
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import territorio

pytestmark = pytest.mark.django_db(transaction=True)
VITO = "vito@exemplo.invalid"


@pytest.fixture
def caso() -> Solicitacao:
    cache.clear()
    buraco = territorio(publica=True)
    unidade = Unidade.objects.get(sigla="SMPR-CPO-STM-Sé")
    return elenco.solicitacao(unidade, servico=buraco, versao_servico=buraco.publicada)


@pytest.fixture(params=DE_MUNICIPE)
def pagina(request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(**request.param).new_page()


def _no_correio(correio: Correio, o_que: str) -> str:
    """O que se procura na última mensagem que saiu para quem acompanha."""
    entregar_pendentes()
    corpo = [uma for uma in correio.mensagens if uma["To"] == VITO][-1].get_body(("plain",))
    achado = re.search(o_que, corpo.get_content() if corpo else "", re.MULTILINE)
    assert achado
    return achado[0]


def _botao(pagina: Page, nome: str) -> None:
    pagina.get_by_role("button", name=nome, exact=True).last.click()


def test_acompanha_com_um_email_e_deixa(pagina: Page, caso: Solicitacao, correio: Correio) -> None:
    pagina.goto("/solicitar/tapa-buraco/")
    pagina.get_by_label("Rua, avenida ou praça").fill("Rua Líbero Badaró")
    pagina.get_by_label("Número").fill("431")
    pagina.get_by_label("Menor que um prato").check()
    _botao(pagina, "Continuar")
    expect(pagina.locator("h1")).to_have_text("Já existe um pedido igual perto daí")
    expect(pagina.locator("main")).to_contain_text("entre os números 401 e 450")
    expect(pagina.locator("main")).to_contain_text("Aguardando atendimento")
    verificar_pagina(pagina)
    pagina.get_by_role("link", name="Acompanhar junto").click()
    pagina.get_by_label("E-mail").fill(VITO)
    verificar_pagina(pagina)
    _botao(pagina, "Mandar o código")
    expect(pagina.locator("h1")).to_have_text("Escreva o código")
    verificar_pagina(pagina)
    pagina.get_by_label("Código").fill(_no_correio(correio, r"^\d{6}\b"))
    _botao(pagina, "Acompanhar junto")
    expect(pagina.get_by_text("1 pessoa acompanha junto")).to_be_visible()
    por = elenco.autor(elenco.servidor(caso.unidade), caso.unidade)
    acoes.iniciar(caso=caso, versao=caso.versao, por=por)
    contar_a_quem_apoia()
    pagina.goto(_no_correio(correio, r"/solicitar/junto/meu/\S+/"))
    expect(pagina.get_by_text("A equipe começou a cuidar do pedido")).to_be_visible()
    verificar_pagina(pagina)
    _botao(pagina, "Deixar de acompanhar")
    expect(pagina.get_by_text("Você não acompanha mais este pedido.")).to_be_visible()
    assert not Apoio.objects.exists()
