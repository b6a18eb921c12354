"""A equipe na rua sem rede: conclui e diz que não deu, e o aparelho manda depois, uma vez."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import APIResponse, Page, Request, Response, Route, expect

from contas.autor import Autor
from roteamento.models import Unidade
from solicitacoes import acoes, carga
from solicitacoes.models import Solicitacao
from tests.aplicativo.celular import PARA_ENVIAR
from tests.navegador.entrada import Entrar
from tests.navegador.telas import CELULAR
from tests.solicitacoes import elenco
from tests.solicitacoes.test_campo import CAIXA

pytestmark = pytest.mark.django_db(transaction=True)
OUTRA_ABA_MEXEU = """async () => {
    const endereco = document.querySelector("script[src*=na_rua]").src.replace("na_rua", "fila");
    const { itens } = await import(endereco);
    new BroadcastChannel("guardados").postMessage("mudou");
    for (let vez = 0; vez < 10; vez += 1) await itens();
}"""
"""E espera que quem ouve já tenha lido a lista de novo."""
ASSUMIR = """async (programa) => {
    await import(document.querySelector("script[src*='/portal.js']").src);
    await navigator.serviceWorker.register(programa, { scope: "/" });
    if (navigator.serviceWorker.controller) return;
    await new Promise((assumiu) => navigator.serviceWorker.addEventListener("controllerchange", assumiu));
}"""
"""O trabalhador assume a página depois de ela ter lido o que é de toda página."""


@pytest.fixture
def caixa() -> Unidade:
    carga.carregar()
    return elenco.unidade()


def guardar_e_nao_se_fazer(page: Page, caso: Solicitacao, por: Autor) -> None:
    """Conclui-se sem rede; o pedido muda entretanto, e o que estava guardado chega e não se faz."""
    page.context.set_offline(True)
    page.get_by_role("button", name="Concluir").click()
    page.get_by_role("button", name="Guardar e enviar depois").click()
    acoes.agendar(caso=caso, versao=1, por=por, data=timezone.localdate())
    page.context.set_offline(False)
    expect(page.get_by_text("Foi recebido, mas não se fez.")).to_be_visible()


def da_fila(ida: Route | Request | Response) -> bool:
    """Pergunta se o que espera no aparelho ainda tem o que fazer."""
    pedido = ida if isinstance(ida, Request) else ida.request
    return pedido.method == "GET" and "guardado" in pedido.headers


def test_o_que_mudou_entretanto_volta_a_quem_guardou_com_o_texto(entrar: Entrar, caixa: Unidade) -> None:
    quem = elenco.servidor(caixa)
    caso = elenco.solicitacao(caixa)
    page = entrar(quem, **CELULAR)
    page.goto(f"{CAIXA}{caso.protocolo}/concluir/")
    page.context.set_offline(True)
    page.locator("summary").get_by_text("O que o munícipe vai ler").click()
    page.get_by_label("O que o munícipe vai ler").fill("Tapamos o buraco, e a rua já está aberta.")
    page.get_by_role("button", name="Concluir").click()
    page.get_by_role("button", name="Guardar e enviar depois").click()
    acoes.agendar(caso=caso, versao=1, por=elenco.autor(quem, caixa), data=timezone.localdate())
    page.context.set_offline(False)
    expect(page.get_by_text("Foi recebido, mas não se fez.")).to_be_visible()
    page.locator("article").get_by_role("link", name="Ver o que espera").click()
    page.get_by_role("link", name="Abrir e acabar").click()
    expect(page.get_by_label("O que o munícipe vai ler")).to_have_value(
        "Tapamos o buraco, e a rua já está aberta."
    )
    caso.refresh_from_db()
    assert caso.aberta
    page.get_by_role("button", name="Concluir").click()
    page.get_by_role("button", name="Concluir e avisar").click()
    saiu = f"Saiu da lista, porque já não há o que fazer: Concluir o pedido {caso.protocolo_escrito}."
    expect(page.get_by_role("status").get_by_text(saiu)).to_be_visible()
    page.goto(PARA_ENVIAR)
    expect(page.get_by_text("Nada espera para ser enviado.")).to_be_visible()
    expect(page.locator("[data-lista] li")).to_have_count(0)


def test_o_que_sai_da_lista_diz_se_uma_vez(entrar: Entrar, caixa: Unidade) -> None:
    """A página confere ao abrir e outra vez depois do ato: a segunda espera pela primeira."""
    quem = elenco.servidor(caixa)
    caso = elenco.solicitacao(caixa)
    page = entrar(quem, **CELULAR)
    ato = f"{CAIXA}{caso.protocolo}/concluir/"
    page.goto(ato)
    guardar_e_nao_se_fazer(page, caso, elenco.autor(quem, caixa))
    conferencias: list[Route] = []

    def segurar_a_primeira(rota: Route) -> None:
        if not da_fila(rota):
            return rota.continue_()
        conferencias.append(rota)
        return None if len(conferencias) == 1 else rota.continue_()

    page.context.route("**/*", segurar_a_primeira)
    with page.expect_request(da_fila):
        page.goto(ato)
    page.get_by_role("button", name="Concluir").click()
    page.get_by_role("button", name="Concluir e avisar").click()
    expect(page.get_by_text("O munícipe foi avisado.")).to_be_visible()
    conferencias[0].continue_()
    saiu = f"Saiu da lista, porque já não há o que fazer: Concluir o pedido {caso.protocolo_escrito}."
    expect(page.get_by_role("status").get_by_text(saiu)).to_be_visible()
    assert len(conferencias) == 1


def test_a_pagina_que_sai_nao_leva_consigo_o_que_saiu_da_lista(entrar: Entrar, caixa: Unidade) -> None:
    """Sem o htmx a confirmação é uma página inteira: a de antes pergunta ainda, e já não tem a quem dizer."""
    quem = elenco.servidor(caixa)
    caso = elenco.solicitacao(caixa)
    page = entrar(quem, **CELULAR)
    page.goto(f"{CAIXA}{caso.protocolo}/concluir/")
    with page.expect_response(da_fila):
        guardar_e_nao_se_fazer(page, caso, elenco.autor(quem, caixa))
    page.context.route("**/htmx*", lambda rota: rota.abort())
    perguntas: list[Route] = []
    feitos: list[tuple[Route, APIResponse]] = []

    def segurar(rota: Route) -> None:
        if da_fila(rota) and not perguntas:
            perguntas.append(rota)
        elif "confirmar=sim" in (rota.request.post_data or ""):
            feitos.append((rota, rota.fetch(max_redirects=0)))
            perguntas[0].continue_()
        else:
            rota.continue_()

    with page.expect_response(da_fila):
        page.goto(f"{CAIXA}{caso.protocolo}/concluir/")
    page.context.route("**/concluir/**", segurar)
    with page.expect_request(da_fila):
        page.get_by_role("button", name="Concluir").click()
    with page.expect_response(da_fila) as respondida:
        page.get_by_role("button", name="Concluir e avisar").click(no_wait_after=True)
    respondida.value.finished()
    page.request.get("/aplicativo/ficha/")  # o tempo de a página ler a resposta
    ((posto, resposta),) = feitos
    posto.fulfill(response=resposta)
    expect(page.get_by_text("Pedido concluído.")).to_be_visible()
    saiu = f"Saiu da lista, porque já não há o que fazer: Concluir o pedido {caso.protocolo_escrito}."
    expect(page.get_by_role("status").get_by_text(saiu)).to_be_visible()


def test_o_trabalhador_que_assume_no_meio_nao_cala_o_que_saiu(entrar: Entrar, caixa: Unidade) -> None:
    """A página já começara sem ele, e o que ele traz chega depois: quem o diz continua a ser um só."""
    quem = elenco.servidor(caixa)
    caso = elenco.solicitacao(caixa)
    page = entrar(quem, **CELULAR)
    page.goto(f"{CAIXA}{caso.protocolo}/concluir/")
    page.evaluate(
        "import(document.querySelector('script[src*=na_rua]').src.replace('na_rua', 'com_trabalhador'))"
    )
    guardar_e_nao_se_fazer(page, caso, elenco.autor(quem, caixa))
    por = elenco.autor(quem, caixa)
    acoes.indeferir(caso=caso, versao=2, por=por, motivo="repetido", resposta=elenco.FRASE)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saiu = "Saiu da lista, porque já não há o que fazer: Concluir o pedido"
    expect(page.get_by_role("status").get_by_text(saiu)).to_be_visible()
    page.evaluate(OUTRA_ABA_MEXEU)
    expect(page.get_by_role("status").get_by_text(saiu)).to_be_visible()


def test_o_trabalhador_que_assume_entre_dois_programas_nao_deixa_a_pagina_sem_a_faixa(
    entrar: Entrar, caixa: Unidade
) -> None:
    """O que traz o aplicativo rodou antes dele, e não o trouxe; o da rua roda depois, e já o vê."""
    quem = elenco.servidor(caixa)
    caso = elenco.solicitacao(caixa)
    page = entrar(quem, **CELULAR)
    page.goto(f"{CAIXA}{caso.protocolo}/concluir/")
    guardar_e_nao_se_fazer(page, caso, elenco.autor(quem, caixa))
    presos: list[Route] = []

    def segurar(rota: Route) -> None:
        presos.append(rota)

    page.route("**/na_rua.js", segurar)
    with page.expect_request("**/na_rua.js"):
        page.reload(wait_until="commit")
    expect(page.get_by_role("contentinfo")).to_be_visible()
    page.evaluate(ASSUMIR, reverse("portal:trabalhador"))
    presos[0].continue_()
    expect(page.get_by_text("1 pedido espera para ser enviado; 1 precisa de você.")).to_be_visible()


def test_o_que_outra_pessoa_encerrou_sai_da_lista_dizendo(entrar: Entrar, caixa: Unidade) -> None:
    quem, rita = elenco.servidor(caixa), elenco.servidor(caixa, nome="Rita Rua")
    caso = elenco.solicitacao(caixa)
    page = entrar(quem, **CELULAR)
    page.goto(f"{CAIXA}{caso.protocolo}/concluir/")
    page.context.set_offline(True)
    page.get_by_role("button", name="Concluir").click()
    page.get_by_role("button", name="Guardar e enviar depois").click()
    expect(page.get_by_text("Guardado neste aparelho.")).to_be_visible()
    page.goto("about:blank")
    por = elenco.autor(rita, caixa)
    acoes.indeferir(caso=caso, versao=1, por=por, motivo="repetido", resposta=elenco.FRASE)
    page.context.set_offline(False)
    page.goto(PARA_ENVIAR)
    expect(page.get_by_text("Saiu da lista, porque já não há o que fazer: Concluir o pedido")).to_be_visible()
    expect(page.locator("[data-lista] li")).to_have_count(0)
