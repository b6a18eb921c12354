"""As mensagens de um pedido, na ordem em que chegam a quem pediu: lidas, e abertas pelo link de cada uma."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from avisos.entrega import entregar_pendentes
from contas.autor import SISTEMA
from contas.papeis import Papel
from contas.segredos import chaves
from portal.acoes import trocar_chave
from protocolo.models import DiaNaoUtil
from protocolo.prazos.em_palavras import dia
from solicitacoes.acoes import cancelar, recalcular_prazo
from solicitacoes.models import Solicitacao
from tests.correio import Correio
from tests.navegador.telas import CELULAR
from tests.navegador.test_pedido import ROLA
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db(transaction=True)

POR_TELEFONE = "por telefone, na Central 156"
QUEM_PEDIU = f"alguém que se identificou como você, {POR_TELEFONE}, em"


@pytest.fixture
def pagina(new_context: Callable[..., BrowserContext], base_url: str, settings: Settings) -> Page:
    cache.clear()
    settings.ENDERECO_PUBLICO = base_url
    return new_context(**CELULAR).new_page()


@pytest.fixture
def caso() -> Solicitacao:
    """O pedido de quem tem conta, que provou o e-mail em que recebe."""
    dona = elenco.pessoa("Zulmira Souza", email="zulmira@exemplo.invalid")
    quem = replace(elenco.MARIA, nome="Zulmira", email=dona.email or "", usuario=dona)
    return elenco.solicitacao(identificacao=quem)


def chegou(correio: Correio) -> EmailMessage:
    """Do que está por mandar, a mensagem que chegou."""
    antes = len(correio.mensagens)
    entregar_pendentes()
    (mensagem,) = correio.mensagens[antes:]
    return mensagem


def ler(pagina: Page, mensagem: EmailMessage, *ditos: str) -> None:
    """No celular: chama pelo nome, diz o que houve, e cada link diz aonde leva."""
    texto, html = (mensagem.get_body((tipo,)) for tipo in ("plain", "html"))
    assert texto
    assert html
    assert "{{" not in f"{mensagem['Subject']}{texto.get_content()}{html.get_content()}"
    pagina.goto("about:blank")
    pagina.set_content(html.get_content())
    for dito in ("Olá, Zulmira!", *ditos):
        expect(pagina.get_by_text(dito)).to_be_visible()
        assert dito in " ".join(texto.get_content().split())
    assert pagina.get_by_role("link").all_inner_texts() == ["Abrir a página do protocolo"]
    assert not pagina.evaluate(ROLA)


def abrir(pagina: Page, caso: Solicitacao) -> None:
    """O link da mensagem abre o pedido por inteiro, sem pedir a chave."""
    pagina.get_by_role("link", name="Abrir a página do protocolo").click()
    expect(pagina.get_by_text(chaves.chave_escrita(caso.protocolo)).first).to_be_visible()
    verificar_pagina(pagina)


def test_o_dia_fechado_a_chave_trocada_e_a_desistencia(
    pagina: Page, correio: Correio, caso: Solicitacao
) -> None:
    atendente = elenco.autor(elenco.pessoa("Ana Atende"), papel=Papel.ATENDENTE)
    antes = dia(caso.vence_em)
    fechado = {"nome": "Enchente", "tipo": DiaNaoUtil.Tipo.SUSPENSO, "ato": "Decreto"}
    DiaNaoUtil.objects.create(data=timezone.localdate(caso.vence_em), **fechado)
    assert recalcular_prazo(caso=caso, por=SISTEMA)
    caso.refresh_from_db()
    do_dia = chegou(correio)
    ler(
        pagina,
        do_dia,
        f"de {antes} para {dia(caso.vence_em)}",
        f"O prazo para concluir é {dia(caso.vence_em)}.",
    )
    abrir(pagina, caso)
    expect(pagina.get_by_text(dia(caso.vence_em)).first).to_be_visible()
    trocar_chave(caso=caso, por=atendente, motivo="Perdeu o comprovante.", por_onde=POR_TELEFONE)
    da_chave = chegou(correio)
    pagina.context.clear_cookies()
    ler(pagina, do_dia)
    pagina.get_by_role("link").click()
    expect(pagina.get_by_text("O link não trouxe uma chave válida")).to_be_visible()
    ler(pagina, da_chave, f"Quem pediu a troca: {QUEM_PEDIU}", "Se não foi você, ligue 156")
    abrir(pagina, caso)
    caso.refresh_from_db()
    cancelar(caso=caso, por=atendente, por_onde=POR_TELEFONE)
    ler(pagina, chegou(correio), f"Quem pediu: {QUEM_PEDIU}", "Se não foi você, ligue 156")
    abrir(pagina, caso)
    expect(pagina.get_by_text("Cancelad").first).to_be_visible()
