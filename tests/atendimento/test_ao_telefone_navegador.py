"""Ao telefone, pelo teclado: quem não se identifica, o perigo dito a meio, a resposta do SIC e o recurso."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django import Settings

from atendimento import acoes
from atendimento.models import Atendimento, Chamada
from atendimento.situacoes import Resultado
from contas.models import Usuario
from esic.models import Recurso
from esic.situacoes import MotivoDeRecurso
from guia.busca import indice
from solicitacoes.models import Solicitacao
from tests.esic import elenco as esic
from tests.navegador.entrada import Entrar
from tests.navegador.telas import CELULAR, MESA
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import atendente, central, territorio

pytestmark = pytest.mark.django_db(transaction=True)
NUMERO = "5511987654321"


@pytest.fixture
def ana() -> Usuario:
    return atendente(central())


@pytest.fixture
def cidade() -> None:
    cache.clear()
    indice.atualizar([territorio(publica=True, identificacao="anonima").pk])


def procurar_e_escrever_onde(pagina: Page) -> None:
    expect(pagina.locator("#id_procurar")).to_be_focused()
    pagina.wait_for_load_state()  # quem escreve antes das teclas: test_apertar_logo_navegador
    pagina.keyboard.type("tapa-buraco")
    pagina.keyboard.press("Enter")
    expect(pagina.locator("#id_logradouro")).to_be_focused()
    pagina.keyboard.type("Rua Líbero Badaró")
    pagina.keyboard.press("Enter")
    pagina.keyboard.type("425")


@pytest.mark.usefixtures("cidade")
def test_quem_liga_e_nao_se_identifica_vai_do_toque_ao_protocolo(
    entrar: Entrar, ana: Usuario, settings: Settings
) -> None:
    """F3 na ligação que toca, Alt+A no pedido: nem o pedido nem o atendimento guardam de onde ligou."""
    settings.SEGREDO_DA_TELEFONIA = "s" * 32
    acoes.contar_chamada(codigo="uma", passo=Chamada.Passo.ATENDIDA, telefone=NUMERO, atendente=ana)
    pagina = entrar(ana, **MESA)
    pagina.goto("/central/")
    expect(pagina.locator(".sp-ligacao")).to_contain_text("(11) 98765-4321 atendida")
    verificar_pagina(pagina)
    pagina.keyboard.press("F3")
    expect(pagina.get_by_text("Liga de (11) 98765-4321.")).to_be_visible()
    procurar_e_escrever_onde(pagina)
    pagina.keyboard.press("Enter")
    expect(pagina.locator("#id_r_tamanho_0")).to_be_focused()
    pagina.keyboard.press("Space")
    pagina.keyboard.press("Alt+a")
    expect(pagina.locator("#registrar")).to_be_focused()
    pagina.keyboard.press("Enter")
    dito = pagina.locator(".sp-registrado")
    expect(dito).to_be_focused()
    caso = Solicitacao.objects.get()
    for grupo in caso.protocolo_escrito.split("-"):
        expect(dito).to_contain_text(grupo)
    assert caso.interessado is None or caso.interessado.anonimo
    assert caso.interessado is None or not caso.interessado.telefone
    verificar_pagina(pagina)
    pagina.keyboard.press("F9")
    expect(pagina.locator("#id_procurar")).to_be_focused()
    este = Atendimento.objects.get()
    assert (este.resultado, este.telefone, este.reconhecido) == (Resultado.PEDIDO, "", None)


@pytest.mark.usefixtures("cidade")
def test_o_perigo_dito_a_meio_guarda_e_mostra_a_quem_ligar(entrar: Entrar, ana: Usuario) -> None:
    """Uma tecla, e nenhuma resposta do serviço precisa de o dizer; Enter volta ao campo em que se estava."""
    pagina = entrar(ana, **CELULAR)
    pagina.goto("/central/")
    procurar_e_escrever_onde(pagina)
    pagina.keyboard.press("Alt+p")
    perigo = pagina.get_by_role("dialog", name="Perigo agora")
    for numero in ("192", "190"):
        expect(perigo.get_by_role("link", name=numero)).to_be_in_viewport()
    expect(pagina.locator("#onde-fica")).to_contain_text("Guardado às")
    verificar_pagina(pagina)
    pagina.keyboard.press("Enter")
    expect(perigo).to_be_hidden()
    expect(pagina.locator("#id_numero")).to_be_focused()
    pagina.reload()
    expect(pagina.locator("#id_numero")).to_have_value("425")
    assert not Solicitacao.objects.exists()


def test_le_a_resposta_do_sic_e_recorre_em_nome_da_pessoa(entrar: Entrar, ana: Usuario) -> None:
    caso = esic.respondido()
    pagina = entrar(ana, **MESA)
    pagina.goto("/central/")
    pagina.get_by_role("button", name="Começar").click()
    pagina.get_by_label("CPF, telefone, e-mail ou protocolo").fill(caso.protocolo)
    pagina.keyboard.press("Enter")
    pagina.locator(".sp-relacionados__um").get_by_role("link").press("Enter")
    for campo, dito in (
        ("Nome completo", "nome"),
        ("CPF ou outro documento", "documento"),
        ("E-mail", "email"),
    ):
        pagina.get_by_label(campo).fill(getattr(elenco.MARIA, dito))
    pagina.keyboard.press("Control+Enter")
    pagina.locator("#quem").get_by_role("button", name="Ler").press("Enter")
    expect(pagina.get_by_role("heading", name="A resposta", exact=True)).to_be_visible()
    expect(pagina.locator("main")).to_contain_text(esic.FRASE)
    verificar_pagina(pagina)
    pagina.get_by_role("link", name="Recorrer").press("Enter")
    pagina.get_by_label(MotivoDeRecurso.INCOMPLETA.label).press("Space")
    pagina.get_by_role("button", name="Enviar o recurso").press("Enter")
    expect(pagina.get_by_text("O recurso está apresentado")).to_be_visible()
    verificar_pagina(pagina)
    passo = caso.andamentos.order_by("-ordem")[0]
    assert (Recurso.objects.get(pedido=caso).pedido_id, passo.usuario) == (caso.pk, ana)
