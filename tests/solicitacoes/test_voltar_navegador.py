"""O Voltar do navegador, “Alterar” e “Entre”: o que se escreveu está lá, com e sem JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect

from tests.navegador.telas import CELULAR, DE_MUNICIPE, SEM_JAVASCRIPT
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import territorio

pytestmark = pytest.mark.django_db(transaction=True)

type Contexto = Callable[..., BrowserContext]
COMECO = "/solicitar/tapa-buraco/"
LUGAR = {
    "Rua, avenida ou praça": "Rua Líbero Badaró",
    "Número": "425",
    "Ponto de referência": "Ao lado da banca",
    "Conte com as suas palavras": "Buraco em frente ao ponto.",
}
QUEM = {"Nome completo": "Maria Silva", "CPF": "529.982", "Telefone": "11 98765-4321"}
"""O CPF pela metade: guarda-se também o que não se aceitaria."""


DE_DIA = [
    pytest.param(CELULAR, id="com JavaScript"),
    pytest.param(SEM_JAVASCRIPT, id="sem JavaScript"),
]


@pytest.fixture(autouse=True)
def cidade() -> None:
    cache.clear()
    territorio()


@pytest.fixture(params=DE_DIA)
def pagina(request: pytest.FixtureRequest, new_context: Contexto) -> Page:
    return new_context(**request.param).new_page()


def _campo(pagina: Page, rotulo: str) -> str:
    return pagina.get_by_label(re.compile(f"^{re.escape(rotulo)}")).first.input_value()


def _escrever(pagina: Page, escritos: dict[str, str]) -> None:
    for rotulo, texto in escritos.items():
        pagina.get_by_label(re.compile(f"^{re.escape(rotulo)}")).first.fill(texto)


def _lido(pagina: Page, escritos: dict[str, str]) -> dict[str, str]:
    return {rotulo: _campo(pagina, rotulo) for rotulo in escritos}


def _ate_a_conferencia(pagina: Page) -> None:
    pagina.goto(COMECO)
    _escrever(pagina, LUGAR)
    pagina.get_by_label("Menor que um prato").check()
    pagina.get_by_role("button", name="Continuar", exact=True).last.click()
    expect(pagina).to_have_title(re.compile("^Confira e envie"))


def test_voltar_mostra_a_pagina_como_estava_e_deixa_comecar_em_branco(pagina: Page) -> None:
    _ate_a_conferencia(pagina)
    pagina.go_back()
    expect(pagina).to_have_title(re.compile("^Tapa-buraco"))
    assert _lido(pagina, LUGAR) == LUGAR
    expect(pagina.get_by_label("Menor que um prato")).to_be_checked()
    verificar_pagina(pagina)
    pagina.get_by_role("link", name="Comece em branco").click()
    expect(pagina.get_by_label("Número")).to_have_value("")


def test_alterar_e_voltar_nao_perdem_o_que_se_escreveu_de_quem_pede(pagina: Page) -> None:
    _ate_a_conferencia(pagina)
    _escrever(pagina, QUEM)
    pagina.get_by_role("button", name=re.compile("^Alterar.*O lugar")).click()
    expect(pagina).to_have_title(re.compile("^Tapa-buraco"))
    pagina.get_by_role("button", name="Continuar", exact=True).last.click()
    expect(pagina).to_have_title(re.compile("^Confira e envie"))
    assert _lido(pagina, QUEM) == QUEM
    verificar_pagina(pagina)
    _escrever(pagina, {"Nome completo": "Maria da Silva"})
    pagina.get_by_role("button", name="Voltar", exact=True).click()
    expect(pagina).to_have_title(re.compile("^Tapa-buraco"))
    pagina.get_by_role("button", name="Continuar", exact=True).last.click()
    assert _campo(pagina, "Nome completo") == "Maria da Silva"


@pytest.mark.parametrize("pagina", DE_MUNICIPE, indirect=True)
def test_entrar_nao_perde_o_que_se_escreveu(pagina: Page) -> None:
    pessoa = elenco.pessoa()
    pessoa.set_password(elenco.SENHA)
    pessoa.save()
    _ate_a_conferencia(pagina)
    _escrever(pagina, QUEM)
    pagina.get_by_role("button", name="Entre", exact=True).click()
    pagina.get_by_label("E-mail ou CPF").fill(pessoa.email or "")
    pagina.get_by_label("Senha", exact=True).fill(elenco.SENHA)
    pagina.get_by_role("button", name="Entrar", exact=True).click()
    expect(pagina).to_have_title(re.compile("^Confira e envie"))
    for mudar in pagina.get_by_text("Mudar estes dados").all():
        mudar.click()
    assert _lido(pagina, QUEM) == QUEM


@pytest.mark.parametrize("pagina", DE_MUNICIPE, indirect=True)
def test_enter_num_campo_de_quem_pede_envia_e_nao_altera(pagina: Page) -> None:
    _ate_a_conferencia(pagina)
    _escrever(pagina, QUEM)
    pagina.get_by_label("Nome completo").press("Enter")
    expect(pagina).to_have_title(re.compile("^Erro: Confira e envie"))
