"""Jornada: o munícipe escreve, a caixa mostra, quem trabalha lê e só então encerra."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from solicitacoes import acoes
from solicitacoes.situacoes import Situacao
from tests.navegador.entrada import Entrar
from tests.navegador.telas import CELULAR
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db(transaction=True)
CAIXA = "/caixa/SMPR-CPO-STM-Sé/"
RECADO = "O buraco aumentou e já furou dois pneus."


def test_a_mensagem_do_municipe_se_ouve_da_lista_ao_fim(entrar: Entrar) -> None:
    caixa = elenco.unidade()
    caso, juntado = elenco.solicitacao(caixa), elenco.solicitacao(caixa)
    sergio = elenco.servidor(caixa)
    por = elenco.autor(sergio, caixa)
    acoes.agrupar(principal=caso, versao=caso.versao, por=por, outras=[juntado])
    juntado.refresh_from_db()
    acoes.acrescentar(caso=juntado, por=elenco.municipe(juntado.protocolo), texto=RECADO)
    page = entrar(sergio, **CELULAR)
    page.goto(CAIXA)
    page.get_by_role("link", name="com mensagem por ler").click()
    expect(page.locator("tr[data-linha]")).to_contain_text("Munícipe escreveu")
    verificar_pagina(page)
    page.goto(f"{CAIXA}{caso.protocolo}/finalizar/")  # sem passar pelo pedido
    page.get_by_label("Realizado", exact=True).check()
    page.get_by_label("Resposta ao munícipe").fill(elenco.FRASE)
    page.get_by_role("button", name="Conferir antes de confirmar").click()
    expect(page.get_by_role("alert")).to_contain_text("ninguém da unidade tinha lido")
    expect(page.get_by_label("Resposta ao munícipe")).to_have_value(elenco.FRASE)
    verificar_pagina(page)
    page.get_by_label("Li o que o munícipe escreveu").check()
    page.get_by_role("button", name="Conferir antes de confirmar").click()
    expect(page.locator(".sp-mensagens")).to_contain_text(RECADO)
    page.get_by_role("button", name="Finalizar e avisar").click()
    expect(page.get_by_text("Pedido finalizado.")).to_be_visible()
    juntado.refresh_from_db()
    assert (juntado.situacao, juntado.por_ler_desde) == (Situacao.FINALIZADA, None)


def test_abrir_o_pedido_basta_e_o_menu_se_usa_pelo_teclado(entrar: Entrar) -> None:
    caixa = elenco.unidade()
    caso, sergio = elenco.solicitacao(caixa), elenco.servidor(caixa)
    acoes.acrescentar(caso=caso, por=elenco.municipe(caso.protocolo), texto=RECADO)
    page = entrar(sergio, java_script_enabled=False, **CELULAR)
    page.goto(f"{CAIXA}{caso.protocolo}/")
    expect(page.locator(".sp-mensagens")).to_contain_text("Não lida")
    page.locator("summary", has_text="Mais ações").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Transferir")).to_be_visible()
    page.goto(CAIXA)
    expect(page.get_by_text("Munícipe escreveu")).to_have_count(0)
