"""A conversa ao vivo, com a web de verdade: o que se diz chega na hora, e o que há sem corrente."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.atendimento.derrubando import ABRIR
from tests.instalacao import Instalacao, instalar
from tests.navegador.telas import CELULAR, MESA

pytestmark = [pytest.mark.processo, pytest.mark.timeout(300)]

SEGREDO = "s" * 32
AO_TELEFONE = """
from tests.medicao.carga_da_mesa import encher
print(json.dumps([encher(1, "fone")[0], "fone0@exemplo.invalid"]))
"""
NA_HORA, ATE_QUINZE = 2_000, 15_000
"""Milissegundos: o que chega pela corrente; o que se recupera depois de uma queda."""
ESCONDER = """onde => {
  for (const [nome, valor] of [["hidden", onde], ["visibilityState", onde ? "hidden" : "visible"]])
    Object.defineProperty(document, nome, { configurable: true, get: () => valor });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@dataclass(frozen=True)
class AoVivo:
    """Uma instalação com a web, quatro conversas com a mesma pessoa a atendê-las, e quem as abre.

    `so_ao_telefone`: a sessão e o e-mail de quem atende e não recebe conversas.
    """

    no_ar: Instalacao
    conversas: list[list[Any]]
    so_ao_telefone: list[str]
    navegador: Browser

    def contexto(self, *cookies: tuple[str, str], **tela: Any) -> BrowserContext:
        contexto = self.navegador.new_context(**tela, base_url=self.no_ar.url, service_workers="block")
        contexto.add_cookies(
            [{"name": nome, "value": valor, "url": self.no_ar.url} for nome, valor in cookies]
        )
        return contexto

    def pessoa(self, qual: int, antes: Callable[[Page], Any] = lambda _: None) -> Page:
        """A página da conversa, no celular; `antes` de a abrir faz-se isto."""
        _, _, codigo, cookie = self.conversas[qual]
        pagina = self.contexto(("conversas", cookie), **CELULAR).new_page()
        antes(pagina)
        pagina.goto(f"/conversa/{codigo}/")
        return pagina

    def mesa(self, qual: int) -> Page:
        """A mesma conversa, do lado de quem a atende."""
        sessao, _, codigo, _ = self.conversas[qual]
        pagina = self.contexto(("sessionid", sessao), **MESA).new_page()
        pagina.goto(f"/central/conversas/{codigo}/")
        return pagina

    def telefonar(self, passo: str, codigo: str) -> None:
        """O que a central telefônica conta desta chamada, a quem só atende ao telefone."""
        dito = {"event": passo, "callId": codigo, "from": "+5511987654321", "user": self.so_ao_telefone[1]}
        assert self.contexto().request.post(f"/central/chamadas/{SEGREDO}/", data=dito).status == 204


@pytest.fixture(scope="module")
def aberta() -> Iterator[tuple[Instalacao, list[list[Any]], list[str]]]:
    with instalar(banco_proprio=True, processos_da_web=2) as no_ar:
        no_ar.ambiente["SEGREDO_DA_TELEFONIA"] = SEGREDO
        no_ar.subir("web")
        conversas, ao_telefone = no_ar.python(ABRIR.format(quantas=4) + AO_TELEFONE).splitlines()[-2:]
        yield no_ar, json.loads(conversas), json.loads(ao_telefone)


@pytest.fixture
def ao_vivo(aberta: tuple[Instalacao, list[list[Any]], list[str]], browser: Browser) -> Iterator[AoVivo]:
    antes = set(browser.contexts)
    yield AoVivo(*aberta, browser)
    for contexto in set(browser.contexts) - antes:
        contexto.close()


def acompanha(pagina: Page) -> Page:
    """Já ouve: a página chegou ao fim e a corrente abriu."""
    pagina.wait_for_function("performance.getEntriesByType('resource').length > 0")
    pagina.wait_for_timeout(700)
    return pagina


def dizer(pagina: Page, texto: str, campo: str) -> None:
    pagina.get_by_label(campo, exact=True).fill(texto)
    pagina.get_by_role("button", name="Enviar", exact=True).click()


DA_PESSOA, DA_MESA = "Sua mensagem", "Mensagem"


def espera(pagina: Page, texto: str, ate: int = NA_HORA) -> None:
    expect(pagina.locator("[data-mensagens]")).to_contain_text(texto, timeout=ate)


def test_o_que_se_escreve_le_e_diz_chega_na_hora(ao_vivo: AoVivo) -> None:
    """Sem ninguém perguntar: nenhuma busca sem um evento que a peça."""
    pessoa, mesa = acompanha(ao_vivo.pessoa(0)), acompanha(ao_vivo.mesa(0))
    buscas: list[str] = []
    pessoa.on("request", lambda um: buscas.append(um.url) if "novidades" in um.url else None)
    mesa.get_by_label(DA_MESA, exact=True).press_sequentially("Bom d")
    expect(pessoa.get_by_text("Quem atende está escrevendo…")).to_be_visible(timeout=NA_HORA)
    assert buscas == []
    dizer(mesa, "Bom dia, Maria.", DA_MESA)
    espera(pessoa, "Bom dia, Maria.")
    expect(pessoa.get_by_text("Quem atende está escrevendo…")).to_be_hidden()
    expect(mesa.locator("[data-entrega]").last).to_have_text("Vista", timeout=NA_HORA)
    pessoa.get_by_label(DA_PESSOA).press_sequentially("Tem u")
    expect(mesa.get_by_text("A pessoa está escrevendo…")).to_be_visible(timeout=NA_HORA)
    dizer(pessoa, "Tem um buraco.", DA_PESSOA)
    espera(mesa, "Tem um buraco.")
    expect(pessoa.locator("[data-entrega]").last).to_have_text("Vista", timeout=NA_HORA)
    assert len(buscas) <= 2
    endereco, fechada = pessoa.url, mesa.get_by_text("A pessoa fechou a página da conversa.")
    outra = pessoa.context.new_page()
    pessoa.close()
    expect(fechada).to_be_visible(timeout=NA_HORA)
    outra.goto(endereco)
    expect(fechada).to_be_hidden(timeout=NA_HORA)


def test_quem_atende_ve_na_hora_o_que_chega_as_outras(ao_vivo: AoVivo) -> None:
    mesa, outra = acompanha(ao_vivo.mesa(0)), ao_vivo.pessoa(1)
    dizer(outra, "Estou noutra conversa.", DA_PESSOA)
    aba = mesa.locator(f"#abas-da-central [data-codigo='{ao_vivo.conversas[1][2]}'] [data-quantas]")
    expect(aba).to_be_visible(timeout=NA_HORA)
    expect(mesa).to_have_title(re.compile(r"^\(\d+\) "))
    presente = "SELECT presente_ate > now() + interval '20 seconds' FROM atendimento_disponibilidade"
    assert ao_vivo.no_ar.ler(presente) == [True]
    mesa.close()
    outra.wait_for_timeout(500)
    assert ao_vivo.no_ar.ler(presente) == [False]


def test_a_ligacao_toca_na_mesa_aberta_e_uma_tecla_a_comeca(ao_vivo: AoVivo) -> None:
    """A quem não recebe conversas: toca, some se desligam, e F3 começa com o número; nenhum sinal se dá."""
    sinais: list[str] = []
    mesa = ao_vivo.contexto(("sessionid", ao_vivo.so_ao_telefone[0]), **MESA).new_page()
    mesa.on("request", lambda um: sinais.append(um.url) if "sinal" in um.url else None)
    mesa.goto("/central/")
    acompanha(mesa)
    toca = mesa.locator(".sp-ligacao")
    ao_vivo.telefonar("newCall", "uma")
    expect(toca).to_contain_text("Ligação de (11) 98765-4321 tocando", timeout=NA_HORA)
    expect(mesa.locator("[data-chegou]")).to_contain_text("tocando")
    ao_vivo.telefonar("hangup", "uma")
    expect(toca).to_have_count(0, timeout=NA_HORA)
    mesa.get_by_label("O que a pessoa quer?").fill("buraco")
    ao_vivo.telefonar("newCall", "outra")
    ao_vivo.telefonar("answer", "outra")
    expect(toca).to_contain_text("atendida", timeout=NA_HORA)
    expect(mesa.get_by_label("O que a pessoa quer?")).to_be_focused()
    mesa.keyboard.press("F3")
    expect(mesa.get_by_text("Liga de (11) 98765-4321.")).to_be_visible()
    expect(toca).to_have_count(0)
    assert sinais == []


def test_sem_corrente_a_pagina_pergunta(ao_vivo: AoVivo) -> None:
    """Cortada no caminho, ou com um proxy que guarda a resposta e não deixa chegar nem o primeiro evento."""
    perguntas: dict[str, list[Request]] = {"cortada": [], "guardada": []}

    def preparar(pagina: Page, como: str) -> None:
        pagina.route("**/correntes/**", lambda rota: rota.abort() if como == "cortada" else None)
        pagina.on("request", lambda um: perguntas[como].append(um) if "novidades" in um.url else None)

    paginas = [ao_vivo.pessoa(2, partial(preparar, como=como)) for como in perguntas]
    mesa = ao_vivo.mesa(2)
    mesa.wait_for_timeout(6_000)
    for como, feitas in perguntas.items():
        assert feitas, f"{como}: nos primeiros cinco segundos"
        assert all(uma.header_value("pedido-sozinho") for uma in feitas), "não é usar o portal"
    dizer(mesa, "Chega assim mesmo.", DA_MESA)
    for pessoa in paginas:
        espera(pessoa, "Chega assim mesmo.", 20_000)


def test_com_sete_abas_o_navegador_ainda_abre_paginas(ao_vivo: AoVivo) -> None:
    """HTTP/1.1 dá seis ligações a cada endereço: a aba que não se vê larga a sua, e compara quando volta."""
    primeira = acompanha(ao_vivo.pessoa(3))
    endereco, abas = primeira.url, [primeira]
    for _ in range(7):
        abas[-1].evaluate(ESCONDER, True)
        abas.append(primeira.context.new_page())
        abas[-1].goto(endereco, timeout=10_000)
    dizer(abas[-1], "Da última aba.", DA_PESSOA)
    espera(abas[-1], "Da última aba.")
    primeira.evaluate(ESCONDER, False)
    espera(primeira, "Da última aba.")


def test_o_telefone_que_dormiu_acha_o_que_se_disse(ao_vivo: AoVivo) -> None:
    """Parado, com a web refeita entretanto; ao acordar, compara."""
    pessoa, mesa = acompanha(ao_vivo.pessoa(3)), ao_vivo.mesa(3)
    telefone = pessoa.context.new_cdp_session(pessoa)
    telefone.send("Page.setWebLifecycleState", {"state": "frozen"})
    dizer(mesa, "Enquanto dormia.", DA_MESA)
    espera(mesa, "Enquanto dormia.")
    ao_vivo.no_ar.matar("web")
    ao_vivo.no_ar.subir("web")
    telefone.send("Page.setWebLifecycleState", {"state": "active"})
    espera(pessoa, "Enquanto dormia.", ATE_QUINZE)


@pytest.mark.parametrize("quem", [pytest.param("web", marks=pytest.mark.noturno), "fila", "banco"])
def test_depois_de_cada_queda_chega_uma_vez_o_que_se_disse_durante_ela(ao_vivo: AoVivo, quem: str) -> None:
    """De dia, a web cai nos testes do telefone que dormiu e da web que se refaz."""
    pessoa, mesa = acompanha(ao_vivo.pessoa(0)), acompanha(ao_vivo.mesa(0))
    ao_vivo.no_ar.matar(quem)
    dizer(mesa, f"Com a queda: {quem}.", DA_MESA)
    mesa.wait_for_timeout(1_500)
    ao_vivo.no_ar.subir(quem)
    espera(pessoa, f"Com a queda: {quem}.", ATE_QUINZE)
    pessoa.wait_for_timeout(1_000)
    for pagina in (pessoa, mesa):
        expect(pagina.locator(".sp-fala", has_text=f"Com a queda: {quem}.")).to_have_count(1)


def test_a_web_que_se_refaz_nao_espera_pelas_correntes(ao_vivo: AoVivo) -> None:
    """As correntes acabam em um segundo com o SIGTERM, e as páginas voltam sozinhas."""
    pessoa, mesa = acompanha(ao_vivo.pessoa(1)), acompanha(ao_vivo.mesa(1))
    filho = ao_vivo.no_ar.filhos["web"]
    filho.processo.terminate()
    filho.processo.wait(timeout=8)
    ao_vivo.no_ar.filhos.pop("web")
    ao_vivo.no_ar.subir("web")
    dizer(mesa, "Depois de refeita.", DA_MESA)
    espera(pessoa, "Depois de refeita.", ATE_QUINZE)
