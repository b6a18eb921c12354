"""No navegador, a área e os meus dados, cheios e vazios: filtrar, folhear, corrigir; com e sem JavaScript."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from contas.acoes import registrar_leitura
from contas.models import CopiaDosDados, Usuario
from mesas import paginacao
from portal.meus_dados import copias
from solicitacoes.models import Solicitacao
from tests.navegador.entrada import Entrar
from tests.navegador.telas import DE_MUNICIPE
from tests.navegador.vigia import verificar_pagina
from tests.ouvidoria import elenco as ouvidoria
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db(transaction=True)


def conferir(page: Page, titulo: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(titulo)
    verificar_pagina(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def com_pedidos(dona: Usuario) -> list[Solicitacao]:
    """Um que espera por ela, um encerrado e dois abertos, um com um nome de serviço bem comprido."""
    dela = replace(elenco.MARIA, usuario=dona)
    comprido = elenco.servico(slug="comprido", nome="Retirar galhos, entulho e outros restos da calçada " * 2)
    espera = elenco.na_situacao("aguardando_municipe", identificacao=dela)
    Solicitacao.objects.filter(pk=espera.pk).update(responder_ate=timezone.now())
    return [
        espera,
        elenco.na_situacao("finalizada", identificacao=dela),
        elenco.solicitacao(identificacao=dela),
        elenco.solicitacao(identificacao=dela, servico=comprido),
    ]


@pytest.mark.parametrize("opcoes", DE_MUNICIPE)
def test_a_area_cheia_e_vazia(
    entrar: Entrar, opcoes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paginacao, "POR_PAGINA", 2)
    dona = elenco.pessoa("Dora Dona")
    espera, encerrado, *_ = com_pedidos(dona)
    ouvidoria.registrada(identificacao=replace(ouvidoria.MARIA, usuario=dona))
    page = entrar(dona, **opcoes)
    page.goto("/area/")
    expect(page).to_have_title(re.compile("^Falta você responder"))
    conferir(page, "O que você pediu")
    page.locator("a[rel=next]").click()
    expect(page.locator("a[rel=prev]")).to_be_visible()
    conferir(page, "O que você pediu")
    page.get_by_role("link", name=re.compile("1 pedido espera")).click()
    expect(page.locator("main")).to_contain_text(espera.protocolo_escrito)
    expect(page.locator("main")).not_to_contain_text(encerrado.protocolo_escrito)
    page.get_by_label("Mostrar").select_option("Encerrados")
    page.get_by_role("button", name="Procurar").click()
    expect(page.locator("main")).to_contain_text(encerrado.protocolo_escrito)
    page.get_by_label("Serviço ou protocolo").fill("não existe")
    page.get_by_role("button", name="Procurar").click()
    expect(page.locator("main")).to_contain_text("Nada com estes filtros")
    conferir(page, "O que você pediu")
    page.get_by_role("link", name="Ver tudo").click()
    page.locator(".sp-lista a").first.click()
    expect(page.locator("main")).to_contain_text("Protocolo")
    vazia = entrar(elenco.pessoa("Vera Vazia"), **opcoes)
    vazia.goto("/area/")
    expect(vazia.locator("main")).to_contain_text("Nenhum pedido ainda")
    expect(vazia.locator("main")).not_to_contain_text("Trabalha na Prefeitura")
    conferir(vazia, "O que você pediu")
    vazia.get_by_role("link", name="Os meus dados").click()
    conferir(vazia, "Meus dados")


@pytest.mark.parametrize("opcoes", DE_MUNICIPE)
def test_os_meus_dados_cheios_e_vazios(entrar: Entrar, opcoes: dict[str, Any]) -> None:
    dona = elenco.pessoa("Dora Dona")
    for caso in com_pedidos(dona):
        assert caso.interessado
        por = elenco.autor(elenco.servidor(caso.unidade), caso.unidade)
        registrar_leitura(interessado=caso.interessado, por=por, protocolo=caso.protocolo, o_que="contato")
    page = entrar(dona, **opcoes)
    page.goto("/area/meus-dados/")
    expect(page.locator("main")).to_contain_text("4 pedidos com dados seus")
    page.locator("main details summary").first.click()
    expect(page.locator("main details").first).to_contain_text("Maria Silva")
    conferir(page, "Meus dados")
    page.get_by_role("link", name="Ver quem leu os meus dados").click()
    expect(page.locator("main tbody tr")).to_have_count(4)
    conferir(page, "Quem leu os meus dados")
    page.go_back()
    page.get_by_role("link", name="Corrigir um dado").click()
    page.get_by_label("Nome completo").fill("")
    page.get_by_role("button", name="Corrigir o nome").click()
    expect(page).to_have_title(re.compile("^Erro:"))
    verificar_pagina(page)
    page.get_by_label("Nome completo").fill("Dora Doná")
    page.get_by_role("button", name="Corrigir o nome").click()
    expect(page.get_by_text("o seu nome foi corrigido")).to_be_visible()
    vazia = entrar(elenco.pessoa("Vera Vazia"), **opcoes)
    vazia.goto("/area/meus-dados/")
    expect(vazia.locator("main")).to_contain_text("ainda não fez nenhum pedido")
    conferir(vazia, "Meus dados")
    vazia.get_by_role("link", name="Ver quem leu os meus dados").click()
    expect(vazia.locator("main")).to_contain_text("Ninguém leu")
    conferir(vazia, "Quem leu os meus dados")


@pytest.mark.parametrize("opcoes", DE_MUNICIPE)
def test_a_copia_e_o_fim_da_conta(entrar: Entrar, opcoes: dict[str, Any]) -> None:
    page = entrar(elenco.pessoa("Dora Dona"), **opcoes)
    page.goto("/area/meus-dados/")
    page.get_by_role("link", name="Baixar uma cópia dos meus dados").click()
    page.get_by_label("Senha", exact=True).fill(elenco.SENHA)
    page.locator("main button[type=submit]").first.click()
    conferir(page, "Baixar uma cópia dos meus dados")
    page.get_by_role("button", name="Pedir a cópia").click()
    expect(page.locator("main")).to_contain_text("Estamos juntando os seus dados")
    verificar_pagina(page)
    assert copias.fazer_uma()
    page.get_by_role("link", name="Ver se já está pronta").click()
    with page.expect_download() as baixada:
        page.get_by_role("link", name="Baixar a cópia").click()
    assert baixada.value.suggested_filename.endswith(".zip")
    assert CopiaDosDados.objects.count() == 1
    page.goto("/area/meus-dados/apagar/")
    page.get_by_role("button", name="Apagar a minha conta").click()
    expect(page).to_have_title(re.compile("^Erro:"))
    conferir(page, "Apagar a minha conta")
    page.get_by_label(re.compile("^Entendi")).check()
    page.get_by_role("button", name="Apagar a minha conta").click()
    expect(page.locator("main")).to_contain_text("A sua conta foi apagada")
    verificar_pagina(page)
