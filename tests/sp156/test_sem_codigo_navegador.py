"""Quem não programa põe de pé uma pessoa, a regra de um serviço, um dia fechado e um aviso: só com palavras.

O serviço é o de `tests/guia/test_escrever_navegador.py`.
"""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from contas.models import Usuario
from protocolo.models import DiaNaoUtil
from roteamento.models import Lotacao, Regra
from solicitacoes.models import AvisoDoServico
from tests.navegador.entrada import Entrar
from tests.navegador.telas import MESA
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import territorio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.noturno]
CRU = "{}[]_"
"""O que um nome de campo, uma sigla interna ou uma variável trariam."""


@pytest.fixture
def page(entrar: Entrar) -> Page:
    territorio()
    pessoa = elenco.pessoa("Bruna Administra", is_staff=True)
    pessoa.groups.add(Group.objects.get(name="Administração"))
    return entrar(pessoa, **MESA)


def escrever(page: Page, campo: str, texto: str) -> None:
    assert not set(texto) & set(CRU)
    page.get_by_label(f"{campo}:", exact=True).fill(texto)


def escolher(page: Page, campo: str, palavras: str) -> None:
    """Numa lista que se procura: o que se digita são palavras do nome."""
    assert not set(palavras) & set(CRU)
    page.locator(f".field-{campo} .select2-selection").click()
    page.locator(".select2-search__field").fill(palavras)
    page.locator(".select2-results__option", has_text=palavras).first.click()


def guardar(page: Page) -> None:
    verificar_pagina(page)
    page.get_by_role("button", name="Guardar", exact=True).click()


def guardado(page: Page) -> None:
    expect(page).not_to_have_url(re.compile("/add/"))


def test_pessoa_regra_dia_fechado_e_aviso(page: Page) -> None:
    page.goto("/admin/contas/usuario/add/")
    escrever(page, "Nome", "Rosa Quintanilha")
    escrever(page, "E-mail", "rosa@exemplo.invalid")
    guardar(page)
    guardado(page)
    expect(page.get_by_text("Rosa Quintanilha").first).to_be_visible()
    page.goto("/admin/roteamento/lotacao/add/")
    escolher(page, "usuario", "Rosa Quintanilha")
    escolher(page, "unidade", "Sé")
    page.get_by_label("Papel").select_option(label="Servidor")
    guardar(page)
    guardado(page)
    lotada = Lotacao.objects.get(usuario=Usuario.objects.get(email="rosa@exemplo.invalid"))

    page.goto("/admin/roteamento/regra/add/")
    escolher(page, "servico", "Tapa-buraco")
    escolher(page, "unidade", "Sé")
    escolher(page, "distrito", "Sé")
    escrever(page, "Norma", "Portaria 12/2026")
    guardar(page)
    guardado(page)
    assert Regra.objects.get(norma="Portaria 12/2026").unidade == lotada.unidade

    page.goto("/admin/protocolo/dianaoutil/add/")
    escrever(page, "Data", "15/07/2027")
    escrever(page, "Nome", "Mudança de prédio")
    page.get_by_label("Tipo").select_option(index=1)
    escrever(page, "Ato que o criou", "Portaria 31/2027")
    guardar(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Antes de guardar")
    page.get_by_role("button", name="Guardar o dia").click()
    guardado(page)
    assert DiaNaoUtil.objects.get(nome="Mudança de prédio").data.year == 2027

    page.goto("/admin/solicitacoes/avisodoservico/add/")
    page.locator("#content a[href*=geral]").first.click()
    escolher(page, "servico", "Tapa-buraco")
    page.get_by_label("Texto:", exact=True).press("Control+Home")
    page.keyboard.type("O buraco tem número. ")
    guardar(page)
    guardado(page)
    aviso = AvisoDoServico.objects.get()
    assert aviso.texto.startswith("O buraco tem número. ")
