"""O pedido de informação inteiro no navegador, com e sem JavaScript, até a mesa de quem responde."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from esic.models import Pedido
from tests.esic import elenco
from tests.navegador.vigia import verificar_pagina

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.navegador.entrada import Entrar

pytestmark = pytest.mark.django_db(transaction=True)

MARGEM: Any = {"top": "12mm", "bottom": "12mm", "left": "12mm", "right": "12mm"}
CELULAR: Any = {"width": 390, "height": 844}


def _continuar(pagina: Page, botao: str = "Continuar") -> None:
    pagina.get_by_role("button", name=botao, exact=True).last.click()


def _pedir(pagina: Page, texto: str) -> None:
    pagina.get_by_label("Que órgão tem a informação?").select_option(
        label="Secretaria das Subprefeituras (SMSUB)"
    )
    pagina.get_by_label("Que informação").fill(texto)
    pagina.get_by_label("Sim, podem publicar").check()
    _continuar(pagina)


def _identificar(pagina: Page) -> None:
    pagina.get_by_label("Nome completo").fill("Maria Silva")
    pagina.get_by_label("CPF", exact=True).fill("529.982.247-25")
    pagina.get_by_label("E-mail", exact=True).fill("maria@exemplo.invalid")
    _continuar(pagina)


def _cabe_numa_folha(pagina: Page) -> None:
    pagina.get_by_role("link", name="Ver o comprovante para imprimir ou guardar").click()
    folhas = re.findall(rb"/Type\s*/Page\b", pagina.pdf(format="A4", margin=MARGEM))
    assert len(folhas) == 1
    verificar_pagina(pagina)
    pagina.get_by_role("link", name="Voltar", exact=True).click()


@pytest.mark.parametrize("javascript", [True, pytest.param(False, marks=pytest.mark.noturno)])
def test_do_pedido_a_mesa_do_sic(
    new_context: Callable[..., BrowserContext], entrar: Entrar, *, javascript: bool
) -> None:
    sic = elenco.sic().usuario
    assert sic
    pagina = new_context(viewport=CELULAR, java_script_enabled=javascript).new_page()
    pagina.goto("/e-sic/pedir/")
    _continuar(pagina)
    expect(pagina.get_by_role("alert")).to_contain_text("Escolha o órgão")
    _pedir(pagina, "Quero que tapem o buraco da minha rua.")
    expect(pagina.get_by_role("heading", name="Isto parece um pedido de serviço")).to_be_visible()
    pagina.get_by_role("link", name="Voltar", exact=True).click()
    _pedir(pagina, elenco.PERGUNTA)
    _identificar(pagina)
    expect(pagina.get_by_role("heading", name="Confira suas respostas")).to_be_visible()
    _continuar(pagina, "Enviar pedido")
    caso = Pedido.objects.get()
    expect(pagina.get_by_text(caso.protocolo_escrito)).to_be_visible()
    if javascript:
        verificar_pagina(pagina)
    if javascript:
        _cabe_numa_folha(pagina)
    pagina.get_by_label("Idade", exact=True).select_option(label="De 30 a 44 anos")
    _continuar(pagina, "Enviar estas respostas")
    expect(pagina.get_by_text("foram guardadas sem o seu nome")).to_be_visible()
    mesa = entrar(sic)
    mesa.goto("/sic/")
    mesa.get_by_role("link", name=caso.protocolo_escrito).click()
    expect(mesa.get_by_text(elenco.PERGUNTA).first).to_be_visible()
