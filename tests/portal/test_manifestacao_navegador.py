"""Acompanhar a manifestação num celular, sem JavaScript: da chave à avaliação."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from contas.segredos import chaves
from ouvidoria import acoes
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import Situacao, TipoDeManifestacao
from tests.navegador.cenario_manifestacao import completa
from tests.navegador.vigia import sem_scripts, verificar_pagina
from tests.ouvidoria import elenco
from tests.portal.test_acompanhar import foto

pytestmark = pytest.mark.django_db(transaction=True)

CELULAR = {"width": 390, "height": 844}


@pytest.fixture
def celular(new_context: Callable[..., BrowserContext]) -> Page:
    contexto = new_context(viewport=CELULAR)
    sem_scripts(contexto)
    return contexto.new_page()


def abrir_com_chave(page: Page, caso: Manifestacao) -> None:
    """Como quem tem só o comprovante na mão."""
    page.goto("/acompanhar/")
    page.get_by_label("Número do protocolo").fill(caso.protocolo_escrito)
    page.get_by_label("Chave de acesso").fill(chaves.chave_escrita(caso.protocolo).lower())
    page.get_by_role("button", name="Ver o pedido").click()


def test_denuncia_anonima_pela_chave_e_com_foto(celular: Page) -> None:
    caso = elenco.registrada(TipoDeManifestacao.DENUNCIA, identificacao=elenco.anonima())
    celular.goto(f"/acompanhar/{caso.protocolo}/")
    expect(celular.get_by_role("heading", level=1)).to_have_text("Manifestação à Ouvidoria")
    abrir_com_chave(celular, caso)
    expect(celular.get_by_role("heading", level=1)).to_have_text("Denúncia à Ouvidoria")
    celular.get_by_role("link", name="Mandar mais informações").click()
    celular.get_by_label("Sua mensagem").fill("O carro tem a placa escondida.")
    arquivo: FilePayload = {"name": "carro.jpg", "mimeType": "image/jpeg", "buffer": foto().read()}
    celular.get_by_label("Fotos").set_input_files([arquivo])
    celular.get_by_role("button", name="Enviar").click()
    expect(celular.get_by_text("O carro tem a placa escondida.")).to_be_visible()
    expect(celular.get_by_role("img", name="Foto 1: arquivo-1.jpg")).to_be_visible()
    verificar_pagina(celular)


def test_da_resposta_a_avaliacao_e_a_revisao(celular: Page) -> None:
    caso = completa()
    abrir_com_chave(celular, caso)
    celular.get_by_role("button", name="Dizer se resolveu").click()
    celular.get_by_role("button", name="Enviar a avaliação").click()
    expect(celular.get_by_role("link", name="Escolha uma nota.")).to_be_visible()
    celular.get_by_label("Em parte").check()
    celular.get_by_label("Bom", exact=True).check()
    celular.get_by_role("button", name="Enviar a avaliação").click()
    expect(celular.get_by_text("Você avaliou: bom (4 de 5)")).to_be_visible()
    celular.get_by_role("link", name="Peça a revisão da resposta").click()
    celular.get_by_label("O que a Ouvidoria precisa olhar de novo?").fill("O buraco abriu outra vez.")
    celular.get_by_role("button", name="Pedir a revisão").click()
    expect(celular.get_by_text("Em análise na Ouvidoria")).to_be_visible()
    caso.refresh_from_db()
    assert caso.situacao == Situacao.EM_ANALISE


def test_quem_denunciou_diz_nao_e_a_denuncia_continua(celular: Page) -> None:
    caso = elenco.em_analise(TipoDeManifestacao.DENUNCIA)
    acoes.pedir_consentimento(
        caso=caso, versao=caso.versao, por=elenco.ogm(), a_quem="Corregedoria", finalidade="Ouvir você."
    )
    abrir_com_chave(celular, caso)
    celular.get_by_role("button", name="Ler e responder").click()
    celular.get_by_label("Não, continue sem dizer").check()
    celular.get_by_role("button", name="Enviar a resposta").click()
    expect(celular.get_by_text("Ninguém vai saber quem você é.")).to_be_visible()
    expect(celular.get_by_text("Você não autorizou dizer quem é")).to_be_visible()
    caso.refresh_from_db()
    assert (caso.situacao, caso.consentimentos.get().consentiu) == (Situacao.EM_ANALISE, False)
