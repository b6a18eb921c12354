"""No navegador: a coordenação decide o pedido que foi e voltou duas vezes, e o simulador."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from playwright.sync_api import Page, expect

from roteamento.models import Unidade
from roteamento.models.unidades import TRIAGEM
from solicitacoes.models import Solicitacao
from tests.navegador.entrada import Entrar
from tests.navegador.telas import DE_SERVIDOR, com_javascript
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco, pedindo

pytestmark = pytest.mark.django_db(transaction=True)


def _conferir(page: Page, opcoes: dict[str, Any]) -> None:
    if com_javascript(opcoes):
        verificar_pagina(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("opcoes", DE_SERVIDOR)
def test_a_coordenacao_decide_o_que_foi_e_voltou_duas_vezes(entrar: Entrar, opcoes: dict[str, Any]) -> None:
    se = elenco.unidade(nome="Manutenção da Sé")
    ilume = elenco.unidade("ILUME", "Iluminação pública", subprefeitura=None)
    elenco.unidade("SVMA-PRACAS", "Manutenção de praças", subprefeitura=None)
    triagem = elenco.unidade(TRIAGEM, "Coordenação do SP156", subprefeitura=None)
    sergio = entrar(elenco.servidor(se), **opcoes)
    tiago = entrar(elenco.servidor(triagem, nome="Tiago Triagem"), **opcoes)
    caso = elenco.devolvido_duas_vezes(se, ilume, descricao="Buraco fundo na calçada.")
    sergio.goto(f"/caixa/{se.sigla}/{caso.protocolo}/")
    expect(sergio.get_by_text("Aguarda decisão da coordenação")).to_be_visible()
    expect(sergio.locator("#acoes").get_by_text("Transferir", exact=True)).to_have_count(0)
    _conferir(sergio, opcoes)

    tiago.goto(f"/caixa/{TRIAGEM}/")
    tiago.get_by_role("link", name="1 para decidir").click()
    expect(tiago.get_by_role("heading", name="Pedidos para decidir")).to_be_visible()
    _conferir(tiago, opcoes)
    tiago.get_by_role("link", name=caso.protocolo_escrito).click()
    expect(tiago.get_by_role("heading", name="Quem cuida deste pedido?")).to_be_visible()
    _conferir(tiago, opcoes)
    campo = tiago.get_by_label("Que outra unidade?")
    if com_javascript(opcoes):
        expect(campo).to_be_hidden()
    tiago.get_by_label("Outra unidade", exact=True).check()
    campo.fill("SVMA-PRACAS")
    tiago.get_by_label("Por que o pedido é dela?").fill(
        "A calçada é da praça, que a equipe de praças mantém."
    )
    tiago.get_by_role("button", name="Conferir antes de confirmar").click()
    expect(tiago.get_by_role("heading", name="Confira a decisão")).to_be_visible()
    expect(tiago.get_by_role("article")).to_contain_text("Manutenção de praças")
    _conferir(tiago, opcoes)
    tiago.get_by_role("button", name="Decidir e avisar").click()
    expect(tiago.get_by_text("Decisão registrada.")).to_be_visible()
    expect(tiago.get_by_role("heading", name="Nenhum pedido para decidir")).to_be_visible()
    assert Solicitacao.objects.get(pk=caso.pk).unidade == Unidade.objects.get(sigla="SVMA-PRACAS")


@pytest.mark.parametrize("opcoes", DE_SERVIDOR)
def test_simular_do_servico_a_unidade(entrar: Entrar, opcoes: dict[str, Any]) -> None:
    pedindo.territorio()
    rita = elenco.pessoa("Rita Regras")
    rita.user_permissions.set(Permission.objects.filter(codename__in=["change_regra", "view_regra"]))
    page = entrar(rita, **opcoes)
    page.goto("/rotas/simular/")
    _conferir(page, opcoes)
    page.get_by_role("button", name="Simular").click()
    expect(page).to_have_title(re.compile("^Erro:"))
    page.get_by_label("Serviço", exact=True).fill("Tapa-buraco")
    rua = page.get_by_role("textbox", name="Rua, avenida ou praça")
    if com_javascript(opcoes):
        rua.press_sequentially("libero bad")
        page.get_by_role("button", name=re.compile("Rua Líbero Badaró")).click()
        expect(rua).to_have_value("Rua Líbero Badaró")
    else:
        rua.fill("rua libero badaro")
    page.get_by_label("Número").fill("425")
    page.get_by_role("button", name="Simular").click()
    expect(page.get_by_role("heading", name=re.compile("^Iria para Supervisão Técnica"))).to_be_visible()
    _conferir(page, opcoes)
    expect(page.get_by_label("Número")).to_have_value("425")

    page.get_by_role("textbox", name="Rua, avenida ou praça").fill("Avenida Comprida")
    page.get_by_role("button", name="Simular").click()
    expect(page.get_by_role("heading", name=re.compile("Qual destes é o lugar"))).to_be_visible()
    _conferir(page, opcoes)
    page.get_by_role("link", name=re.compile("Avenida Comprida, distrito Sé")).click()
    expect(page.get_by_role("heading", name=re.compile("^Iria para"))).to_be_visible()
    assert not Solicitacao.objects.exists()
