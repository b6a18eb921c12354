"""O lote e os atos no navegador: com o mouse, com o teclado, sem JavaScript, e dois servidores colidindo."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from avisos.models import Aviso
from contas.models import Usuario
from roteamento.models import Unidade
from solicitacoes.models import ModeloDeResposta, Solicitacao
from solicitacoes.situacoes import Situacao
from tests.navegador.entrada import Entrar
from tests.navegador.telas import CELULAR, CELULAR_E_MESA, MESA
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db(transaction=True)

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"


@pytest.fixture
def caixa() -> Unidade:
    elenco.rua()  # a resposta pronta só cita a rua que a base conhece
    return elenco.unidade()


def _celia(caixa: Unidade) -> Usuario:
    return elenco.servidor(caixa, nome="Célia Costa")


def _conferir(page: Page) -> None:
    page.wait_for_load_state()
    verificar_pagina(page)
    tamanho = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert tamanho
    page.set_viewport_size(tamanho)


def _marcar(page: Page, casos: list[Solicitacao]) -> None:
    page.goto(CAIXA)
    for caso in casos:
        page.get_by_label(f"Marcar {caso.protocolo_escrito}").check()


def _ate_conferir(page: Page, casos: list[Solicitacao]) -> None:
    """Marca, escreve e chega à confirmação, com cada página conferida."""
    _marcar(page, casos)
    expect(page.get_by_text(f"{len(casos)} pedidos marcados")).to_be_visible()
    _conferir(page)
    page.get_by_role("button", name="Finalizar", exact=True).click()
    _conferir(page)
    page.get_by_label("Realizado", exact=True).check()
    page.get_by_label("Resposta ao munícipe").fill(elenco.FRASE)
    page.get_by_role("button", name="Conferir antes de confirmar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Confira: finalizar {len(casos)} pedidos")
    expect(page.get_by_role("article")).to_contain_text(elenco.FRASE)
    _conferir(page)


def _assumir(page: Page, casos: list[Solicitacao]) -> None:
    _marcar(page, casos)
    page.get_by_role("button", name="Assumir").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("feito")


@pytest.mark.parametrize("tela", CELULAR_E_MESA)
def test_dois_servidores_colidem_em_um(entrar: Entrar, caixa: Unidade, tela: dict[str, Any]) -> None:
    """Quem confirma depois lê, no pedido em que colidiu, quem chegou antes; os outros andam."""
    casos = [elenco.solicitacao(caixa, ha_dias=dias, numero=str(dias)) for dias in (9, 5, 2)]
    sergio = entrar(elenco.servidor(caixa), **tela)
    _ate_conferir(sergio, casos)
    _assumir(entrar(_celia(caixa), **tela), casos[1:2])
    sergio.get_by_role("button", name="Finalizar e avisar").click()
    expect(sergio.get_by_role("heading", level=1)).to_have_text(
        "Finalizar: 2 pedidos feitos, 1 pedido recusado"
    )
    expect(sergio.get_by_text("Um servidor assumiu o pedido (Célia Costa")).to_be_visible()
    _conferir(sergio)
    sergio.get_by_role("button", name="Tentar de novo nestes").click()
    expect(sergio.get_by_label("Resposta ao munícipe")).to_have_value(elenco.FRASE)
    _conferir(sergio)
    sergio.get_by_role("button", name="Conferir antes de confirmar").click()
    sergio.get_by_role("button", name="Finalizar e avisar").click()
    expect(sergio.get_by_role("heading", level=1)).to_have_text("Finalizar: 1 pedido feito")
    assert Solicitacao.objects.encerradas().count() == Aviso.objects.count() == 3


def test_lote_so_com_o_teclado(entrar: Entrar, caixa: Unidade) -> None:
    for dias in (9, 5, 2):
        elenco.solicitacao(caixa, ha_dias=dias)
    page = entrar(elenco.servidor(caixa), **MESA)
    page.goto(CAIXA)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("vai às ações com os marcados")
    page.keyboard.press("Escape")
    for tecla in ("j", "x", "j", "x"):
        page.keyboard.press(tecla)
    expect(page.get_by_text("2 pedidos marcados")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Assumir")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Lista do dia")).to_be_focused()
    page.keyboard.press("i")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 pedidos feitos")
    assert Solicitacao.objects.filter(situacao=Situacao.EM_ANDAMENTO).count() == 2
    page.get_by_role("link", name="Voltar à lista").click()
    page.get_by_label("Marcar todos desta página").check()
    expect(page.get_by_text("3 pedidos marcados")).to_be_visible()
    page.get_by_label("todos os que estão abertos").check()
    expect(page.get_by_text("Todos marcados")).to_be_visible()
    _conferir(page)


def test_sem_javascript_o_lote_e_a_anotacao_andam(entrar: Entrar, caixa: Unidade) -> None:
    casos = [elenco.solicitacao(caixa, ha_dias=dias) for dias in (5, 2)]
    page = entrar(elenco.servidor(caixa), **CELULAR, java_script_enabled=False)
    page.goto(f"{CAIXA}?busca=libero")
    for caso in casos:
        page.get_by_label(f"Marcar {caso.protocolo_escrito}").check()
    page.get_by_role("button", name="Juntar").click()
    page.get_by_role("button", name="Juntar").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 pedidos feitos")
    page.get_by_role("link", name=casos[1].protocolo_escrito).click()
    page.get_by_label("Anotação").fill("Levar a escada grande.")
    page.get_by_role("button", name="Anotar").click()
    expect(page.locator("#historia")).to_contain_text("Levar a escada grande.")
    page.get_by_role("button", name="Separar do grupo").click()
    expect(page.get_by_text("voltou a ser tratado sozinho").first).to_be_visible()
    page.get_by_role("link", name="Voltar à lista").click()
    expect(page).to_have_url(re.compile("busca=libero"))
    assert not Solicitacao.objects.exclude(principal=None).exists()


def test_resposta_pronta_e_prova_com_foto(entrar: Entrar, caixa: Unidade, tmp_path: Path) -> None:
    for resultado, nome in (("realizado", "Serviço feito"), ("nao_encontrado", "Não achamos")):
        ModeloDeResposta.objects.create(
            ato="finalizar",
            resultado=resultado,
            nome=nome,
            texto="A equipe foi a {{ endereco }} e cuidou do pedido.",
        )
    caso = elenco.solicitacao(caixa, servico=elenco.servico("poda", "Poda", prova=["foto", "data"]))
    Image.new("RGB", (80, 60), "green").save(tmp_path / "depois.jpg")
    page = entrar(elenco.servidor(caixa), **CELULAR)
    page.goto(f"{CAIXA}{caso.protocolo}/finalizar/")
    _conferir(page)
    page.get_by_label("Resposta ao munícipe").fill("Texto de antes.")
    page.get_by_role("link", name="Serviço feito").click()
    resposta = page.get_by_label("Resposta ao munícipe")
    expect(resposta).to_have_value("A equipe foi a Rua Líbero Badaró, 425 e cuidou do pedido.")
    expect(page.get_by_label("Realizado", exact=True)).to_be_checked()
    expect(page.get_by_role("link", name="Não achamos")).to_be_hidden()
    page.keyboard.press("Control+z")
    expect(resposta).to_have_value("Texto de antes.")
    page.get_by_role("link", name="Serviço feito").click()
    page.get_by_role("button", name="Conferir antes de confirmar").click()
    expect(page.get_by_text("pede uma foto do que foi feito").first).to_be_visible()
    expect(resposta).to_have_value(re.compile("cuidou do pedido"))
    _conferir(page)
    page.get_by_label("Fotos de como ficou").set_input_files(tmp_path / "depois.jpg")
    page.get_by_role("button", name="Conferir antes de confirmar").click()
    expect(page.get_by_alt_text("Foto 1: depois.jpg")).to_be_visible()
    _conferir(page)
    page.get_by_role("button", name="Finalizar e avisar").click()
    expect(page.get_by_text("Pedido finalizado.")).to_be_visible()
    assert caso.anexos.count() == 1


@pytest.mark.parametrize("tela", CELULAR_E_MESA)
def test_em_lote_o_modelo_mostra_como_fica_no_primeiro(
    entrar: Entrar, caixa: Unidade, tela: dict[str, Any]
) -> None:
    texto = "A equipe foi a {{ endereco }} e cuidou do pedido."
    ModeloDeResposta.objects.create(ato="finalizar", nome="Serviço feito", texto=texto)
    ModeloDeResposta.objects.create(ato="finalizar", nome="Sem variável", texto="A equipe cuidou do pedido.")
    casos = [elenco.solicitacao(caixa, ha_dias=dias, numero=str(dias)) for dias in (9, 5)]
    page = entrar(elenco.servidor(caixa), **tela)
    page.goto(CAIXA)
    for caso in casos:
        page.get_by_label(f"Marcar {caso.protocolo_escrito}").check()
    page.get_by_role("button", name="Finalizar").click()
    exemplo = page.locator("[data-no-exemplo]")
    expect(exemplo).to_be_hidden()
    page.get_by_role("button", name="Serviço feito").click()
    resposta = page.get_by_label("Resposta ao munícipe")
    expect(resposta).to_have_value(texto.replace("{{ endereco }}", "[endereço]"))
    resposta.dispatch_event("input")  # como o do htmx, que ao começar repete o que já se digitou
    expect(exemplo).to_contain_text("A equipe foi a Rua Líbero Badaró, 9 e cuidou do pedido.")
    _conferir(page)
    page.get_by_role("button", name="Sem variável").click()
    expect(exemplo).to_be_hidden()
    page.get_by_role("button", name="Serviço feito").click()
    expect(exemplo).to_be_visible()
    resposta.press_sequentially("Ontem. ")
    expect(exemplo).to_be_hidden()


def test_o_modelo_tocado_antes_de_a_pagina_acabar_de_chegar_continua_a_mostrar_como_fica(
    entrar: Entrar, caixa: Unidade
) -> None:
    texto = "A equipe foi a {{ endereco }} e cuidou do pedido."
    ModeloDeResposta.objects.create(ato="finalizar", nome="Serviço feito", texto=texto)
    page, retidos = entrar(elenco.servidor(caixa), **CELULAR), list[Route]()

    def segurar_o_primeiro(rota: Route) -> None:
        if retidos:
            return rota.continue_()
        return retidos.append(rota)

    for dias in (9, 5):
        elenco.solicitacao(caixa, ha_dias=dias, numero=str(dias))
    page.goto(CAIXA)
    page.get_by_label("Marcar todos desta página").check()
    page.route("**/atos.js", segurar_o_primeiro)
    with page.expect_request("**/atos.js"):
        page.get_by_role("button", name="Finalizar").click()
    page.get_by_role("button", name="Serviço feito").click()
    fica = "A equipe foi a Rua Líbero Badaró, 9 e cuidou do pedido."
    expect(page.locator("[data-no-exemplo]")).to_contain_text(fica)
    page.wait_for_load_state()
    page.get_by_label("Resposta ao munícipe").dispatch_event("input")  # nada mudou
    expect(page.locator("[data-no-exemplo]")).to_contain_text(fica)
    expect(page.locator("[data-no-exemplo]")).to_be_visible()


def test_anotar_com_htmx_nao_sai_da_pagina_nem_estraga_os_outros_atos(entrar: Entrar, caixa: Unidade) -> None:
    caso = elenco.solicitacao(caixa)
    page = entrar(elenco.servidor(caixa), **MESA)
    page.goto(f"{CAIXA}{caso.protocolo}/")
    page.evaluate("window.mesma = true")
    page.get_by_role("button", name="Anotar").click()
    expect(page.get_by_text("Escreva a anotação.").first).to_be_visible()
    page.get_by_label("Anotação").fill("O portão fica do outro lado.")
    page.get_by_role("button", name="Anotar").click()
    expect(page.locator("#historia")).to_contain_text("O portão fica do outro lado.")
    expect(page.get_by_label("Anotação")).to_be_focused()
    assert page.evaluate("window.mesma") is True
    _conferir(page)
    page.get_by_role("button", name="Assumir").click()
    expect(page.get_by_text("Agora você é responsável")).to_be_visible()
