"""Corrigir o endereço e o serviço no navegador: com sugestões, sem JavaScript e no celular."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from roteamento.models import Unidade
from solicitacoes.models import Solicitacao
from tests.navegador.entrada import Entrar
from tests.navegador.roteiro import agir
from tests.navegador.telas import CELULAR, DE_SERVIDOR
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco, pedindo

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def caixa() -> Unidade:
    pedindo.territorio()
    pedindo.regra(elenco.servico("bueiro", "Limpeza de bueiro"), atribuicao="CPO-STM")
    return elenco.unidade()


@pytest.fixture(params=DE_SERVIDOR)
def pagina(request: pytest.FixtureRequest, entrar: Entrar, caixa: Unidade) -> Page:
    """Uma página já com o servidor da caixa dentro."""
    return entrar(elenco.servidor(caixa), **request.param)


def abrir(pagina: Page, caso: Solicitacao, botao: str) -> None:
    pagina.goto(f"/caixa/SMPR-CPO-STM-Sé/{caso.protocolo}/")
    agir(pagina, botao)
    expect(pagina).to_have_title(re.compile(f"^{botao}"))
    conferir(pagina)


def conferir(pagina: Page) -> None:
    verificar_pagina(pagina)
    assert pagina.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_corrigir_o_endereco_com_a_pergunta_no_meio(pagina: Page, caixa: Unidade) -> None:
    caso = elenco.solicitacao(caixa)
    abrir(pagina, caso, "Corrigir endereço")
    pagina.get_by_label("Rua, avenida ou praça").fill("Avenida Comprida")
    pagina.get_by_label("Por que o endereço mudou?").fill(elenco.FRASE)
    pagina.get_by_role("button", name="Conferir antes de confirmar").click()
    expect(pagina).to_have_title(re.compile("^Erro: Corrigir endereço"))
    conferir(pagina)
    expect(pagina.get_by_label("Por que o endereço mudou?")).to_have_value(elenco.FRASE)
    pagina.get_by_label("Avenida Comprida, distrito Pinheiros").check()
    pagina.get_by_role("button", name="Conferir antes de confirmar").click()
    expect(pagina).to_have_title(re.compile("^Confira a correção"))
    conferir(pagina)
    pagina.get_by_role("button", name="Corrigir endereço e avisar").click()
    expect(pagina.get_by_text("Endereço corrigido.")).to_be_visible()
    caso.refresh_from_db()
    assert (caso.logradouro, caso.distrito) == ("Avenida Comprida", elenco.distrito(62))


def test_corrigir_o_servico_volta_e_confirma(pagina: Page, caixa: Unidade) -> None:
    caso = elenco.solicitacao(caixa)
    abrir(pagina, caso, "Corrigir serviço")
    pagina.get_by_label("Qual é o serviço certo?").fill("limpeza de bueiro")
    pagina.get_by_label("Por que o pedido é deste serviço?").fill(elenco.FRASE)
    pagina.get_by_role("button", name="Conferir antes de confirmar").click()
    expect(pagina).to_have_title(re.compile("^Confira a correção"))
    conferir(pagina)
    pagina.get_by_role("button", name="Corrigir o texto").click()
    expect(pagina.get_by_label("Qual é o serviço certo?")).to_have_value("Limpeza de bueiro")
    pagina.get_by_role("button", name="Conferir antes de confirmar").click()
    pagina.get_by_role("button", name="Corrigir serviço e avisar").click()
    expect(pagina.get_by_text("Serviço corrigido.")).to_be_visible()
    caso.refresh_from_db()
    assert caso.servico.slug == "bueiro"


@pytest.mark.parametrize("pagina", [CELULAR], indirect=True)
def test_as_ruas_se_sugerem_e_a_escolhida_resolve(pagina: Page, caixa: Unidade) -> None:
    caso = elenco.solicitacao(caixa)
    abrir(pagina, caso, "Corrigir endereço")
    pagina.get_by_label("Rua, avenida ou praça").fill("")
    pagina.get_by_label("Rua, avenida ou praça").press_sequentially("comprida")
    pagina.get_by_role("button", name="Avenida Comprida Pinheiros").click()
    pagina.get_by_label("Por que o endereço mudou?").fill(elenco.FRASE)
    pagina.get_by_role("button", name="Conferir antes de confirmar").click()
    expect(pagina).to_have_title(re.compile("^Confira a correção"))
