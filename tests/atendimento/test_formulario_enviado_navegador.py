"""O pedido que se manda na conversa, a dois: a pessoa termina-o no celular, e a mesa sabe na hora."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect

from atendimento.models import Conversa
from guia.busca import indice
from solicitacoes.models import Solicitacao
from tests.atendimento.conversando import depressa, sempre_aberta
from tests.atendimento.formulario_mandado import com_alguem
from tests.atendimento.teclado import procurar
from tests.navegador.entrada import Entrar
from tests.navegador.telas import CELULAR, MESA
from tests.solicitacoes.pedindo import territorio

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def cidade(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    indice.atualizar([territorio(publica=True).pk])
    sempre_aberta()
    depressa(monkeypatch)


def terminar(celular: Page) -> None:
    """A pessoa abre o que se lhe mandou, responde ao que falta e envia."""
    mandado = celular.get_by_role("link", name="já começado para você terminar").get_attribute("href") or ""
    celular.goto(urlsplit(mandado).path)
    celular.get_by_label("Menor que um prato").check()
    celular.get_by_role("button", name="Continuar").click()
    for campo, dado in (("Nome completo", "Maria Silva"), ("CPF", "529.982.247-25")):
        celular.get_by_label(campo).fill(dado)
    celular.get_by_role("button", name="Enviar").click()
    expect(celular.get_by_role("heading", name="Pedido registrado")).to_be_visible()


def test_a_mesa_acaba_o_seu_quando_ela_envia(
    entrar: Entrar, new_context: Callable[..., BrowserContext]
) -> None:
    celular = new_context(**CELULAR).new_page()
    celular.goto("/conversa/")
    celular.get_by_label("Conte o que você precisa").fill("tem um buraco na rua")
    celular.get_by_role("button", name="Começar").click()
    expect(celular.locator("[data-mensagens]")).to_contain_text("tem um buraco")
    quem = com_alguem(Conversa.objects.get())
    mesa = entrar(quem, **MESA)
    mesa.goto("/central/conversas/")
    mesa.locator("#abas-da-central [data-codigo]").click()
    procurar(mesa)
    for campo, dado in (("logradouro", "Rua Líbero Badaró"), ("numero", "425")):
        mesa.locator(f"#id_{campo}").fill(dado)
    mesa.get_by_role("button", name="Mandar à pessoa").click()
    expect(mesa.locator("#conversa")).to_contain_text("já começado para você terminar")
    mesa.get_by_label("Mensagem", exact=True).fill("Um momento")

    terminar(celular)
    protocolo = Solicitacao.objects.get().protocolo_escrito
    expect(mesa.locator("#o-que")).to_contain_text(f"Ela pediu: {protocolo}")
    expect(mesa.locator("#conversa")).to_contain_text(protocolo)
    expect(mesa.locator("#registrar")).to_have_count(0)
    expect(mesa.get_by_role("button", name="Terminar: Pedido registrado")).to_be_visible()
    expect(mesa.get_by_label("Mensagem", exact=True)).to_have_value("Um momento")
    mesa.bring_to_front()  # o foco é do campo, mas a janela podia ser a do celular
    expect(mesa.get_by_label("Mensagem", exact=True)).to_be_focused()
    celular.get_by_role("button", name="Voltar à conversa").click()
    expect(celular.locator("[data-mensagens]")).to_contain_text(protocolo)
