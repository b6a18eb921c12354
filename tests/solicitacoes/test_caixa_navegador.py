"""A caixa no navegador: com teclado, com htmx, sem JavaScript e no celular."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from avisos.models import Aviso
from contas.models import LeituraDePessoal
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from tests.navegador.entrada import Entrar
from tests.navegador.roteiro import agir
from tests.navegador.telas import CELULAR, CELULAR_E_MESA, MESA
from tests.navegador.vigia import sem_scripts, verificar_pagina
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db(transaction=True)

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


def _sem_rolagem_de_lado(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_so_com_o_teclado_do_filtro_ao_pedido(entrar: Entrar, caixa: Unidade) -> None:
    elenco.solicitacao(caixa, ha_dias=40)
    segundo = elenco.solicitacao(caixa, ha_dias=9, logradouro="Largo do Arouche", numero="10")
    terceiro = elenco.solicitacao(caixa, ha_dias=3, logradouro="Largo do Arouche", numero="20")
    page = entrar(elenco.servidor(caixa), **MESA)
    page.goto(CAIXA)
    verificar_pagina(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.evaluate("window.mesma = true")
    page.keyboard.press("/")
    page.keyboard.type("arouche")
    page.keyboard.press("Enter")
    expect(page.locator("[data-linha]")).to_have_count(2)
    assert page.evaluate("window.mesma") is True  # trocou só a lista
    expect(page).to_have_url(re.compile("busca=arouche"))
    page.keyboard.press("Escape")  # da busca ao primeiro achado
    expect(page.get_by_role("link", name=segundo.protocolo_escrito)).to_be_focused()
    page.keyboard.press("j")
    do_terceiro = page.get_by_role("link", name=terceiro.protocolo_escrito)
    expect(do_terceiro).to_be_focused()
    page.keyboard.press("p")
    previa = page.get_by_role("complementary", name="O pedido ao lado da lista")
    expect(previa).to_contain_text("Largo do Arouche, 20")
    expect(previa).to_be_focused()
    verificar_pagina(page)
    page.keyboard.press("k")  # a prévia acompanha quem anda pela lista
    expect(previa).to_contain_text("Largo do Arouche, 10")
    page.keyboard.press("j")
    expect(previa).to_contain_text("Largo do Arouche, 20")
    page.keyboard.press("Escape")
    expect(previa).to_be_empty()
    expect(do_terceiro).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{terceiro.protocolo}/**")
    verificar_pagina(page)
    page.get_by_role("link", name="Voltar à lista").click()
    expect(page.get_by_label("Protocolo, rua ou descrição")).to_have_value("arouche")


def test_cada_filtro_troca_a_lista_e_o_endereco(entrar: Entrar, caixa: Unidade) -> None:
    elenco.solicitacao(caixa)
    elenco.na_situacao(Situacao.EM_ANDAMENTO, caixa)
    page = entrar(elenco.servidor(caixa), **MESA)
    page.goto(CAIXA)
    page.get_by_label("Situação").select_option("em_andamento")
    expect(page.locator("[data-linha]")).to_have_count(1)
    page.reload()
    expect(page.locator("[data-linha]")).to_have_count(1)
    expect(page.get_by_label("Situação")).to_have_value("em_andamento")
    page.go_back()
    expect(page.locator("[data-linha]")).to_have_count(2)


@pytest.mark.parametrize("tela", CELULAR_E_MESA)
def test_do_pedido_ao_aviso_passando_por_um_conflito(
    entrar: Entrar, caixa: Unidade, tela: dict[str, Any]
) -> None:
    caso = elenco.solicitacao(caixa, lat=-23.5456, lon=-46.6366, descricao="Buraco fundo.")
    page = entrar(elenco.servidor(caixa), **tela)

    def conferir() -> None:
        verificar_pagina(page)
        _sem_rolagem_de_lado(page)

    page.goto(CAIXA)
    conferir()
    page.get_by_role("link", name=caso.protocolo_escrito).click()
    page.get_by_role("button", name="Mostrar contato").click()
    expect(page.get_by_text("maria@exemplo.invalid")).to_be_visible()
    assert LeituraDePessoal.objects.count() == 1
    conferir()
    page.get_by_role("link", name="Finalizar").click()
    conferir()
    page.get_by_role("button", name="Conferir antes de confirmar").click()
    expect(page).to_have_title(re.compile("^Erro:"))
    conferir()
    page.get_by_label("Realizado", exact=True).check()
    page.get_by_label("Resposta ao munícipe").fill(elenco.FRASE)
    page.get_by_role("button", name="Conferir antes de confirmar").click()
    expect(page.get_by_role("article")).to_contain_text(elenco.FRASE)
    conferir()
    celia = elenco.servidor(caixa, nome="Célia Costa")
    acoes.assumir(caso=caso, versao=1, por=elenco.autor(celia, caixa))
    page.get_by_role("button", name="Finalizar e avisar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("O pedido mudou enquanto você escrevia")
    expect(page.get_by_label("Resposta ao munícipe")).to_have_value(elenco.FRASE)
    conferir()
    page.get_by_role("button", name="Conferir antes de confirmar").click()
    page.get_by_role("button", name="Finalizar e avisar").click()
    expect(page.get_by_text("Pedido finalizado.")).to_be_visible()
    conferir()
    assert Solicitacao.objects.get(pk=caso.pk).situacao == Situacao.FINALIZADA
    assert elenco.FRASE in Aviso.objects.get().corpo


def test_sem_javascript_tudo_anda(entrar: Entrar, caixa: Unidade) -> None:
    caso = elenco.solicitacao(caixa)
    elenco.unidade("ILUME", "Iluminação pública", subprefeitura=None)
    page = entrar(elenco.servidor(caixa), **CELULAR, java_script_enabled=False)
    page.goto(f"{CAIXA}?situacao=em_andamento")
    page.get_by_role("link", name="Ver todos os pedidos abertos").click()
    page.get_by_label("Protocolo, rua ou descrição").fill("libero")
    page.get_by_role("button", name="Filtrar").click()
    page.get_by_role("link", name=caso.protocolo_escrito).click()
    page.get_by_role("button", name="Mostrar contato").click()
    expect(page.get_by_text("maria@exemplo.invalid")).to_be_visible()
    page.get_by_role("button", name="Assumir").click()
    expect(page.get_by_role("link", name="Transferir")).to_be_hidden()
    agir(page, "Transferir")
    page.get_by_label("Para que unidade?").fill("ILUME")
    page.get_by_label("Por que este pedido é dela?").fill(elenco.FRASE)
    page.get_by_role("button", name="Conferir antes de confirmar").click()
    page.get_by_role("button", name="Corrigir o texto").click()
    expect(page.get_by_label("Para que unidade?")).to_have_value("ILUME")
    page.get_by_role("button", name="Conferir antes de confirmar").click()
    page.get_by_role("button", name="Transferir e avisar").click()
    expect(page.get_by_text("Pedido transferido.")).to_be_visible()
    expect(page).to_have_url(re.compile("busca=libero"))
    assert Solicitacao.objects.get(pk=caso.pk).unidade.sigla == "ILUME"


def test_acessivel_tambem_quando_os_scripts_nao_chegam(entrar: Entrar, caixa: Unidade) -> None:
    caso = elenco.solicitacao(caixa, ha_dias=40)
    page = entrar(elenco.servidor(caixa), **CELULAR)
    sem_scripts(page.context)
    for endereco in (CAIXA, f"{CAIXA}{caso.protocolo}/", f"{CAIXA}{caso.protocolo}/transferir/"):
        page.goto(endereco)
        verificar_pagina(page)
        _sem_rolagem_de_lado(page)


def test_enter_na_busca_troca_a_lista_uma_vez(entrar: Entrar, caixa: Unidade) -> None:
    """Uma segunda troca, atrasada, tiraria o foco de quem já anda na lista."""
    elenco.solicitacao(caixa, logradouro="Largo do Arouche", numero="10")
    page = entrar(elenco.servidor(caixa), **MESA)
    page.clock.install()
    page.goto(CAIXA)
    pedidos: list[str] = []
    page.on("request", lambda pedido: pedidos.append(pedido.url))
    page.get_by_label("Protocolo, rua ou descrição").press_sequentially("arouche")
    page.keyboard.press("Enter")
    page.wait_for_url("**busca=arouche**")
    expect(page.locator("[data-linha]")).to_have_count(1)
    page.clock.run_for(5_000)
    assert len([url for url in pedidos if "busca=" in url]) == 1
