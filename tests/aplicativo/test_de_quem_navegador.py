"""De quem é o que o aparelho guarda: a conta que o fez, e mais ninguém; quem sai envia ou apaga."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import BrowserContext, expect

from assistente import processo
from contas.models import Usuario
from solicitacoes.models import Solicitacao
from tests.aplicativo.celular import PARA_ENVIAR, Celular
from tests.navegador.telas import CELULAR
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import territorio

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def cidade() -> None:
    cache.clear()
    territorio(identificacao="anonima")


@pytest.fixture
def aparelho(new_context: Callable[..., BrowserContext]) -> Celular:
    contexto = new_context(**CELULAR)
    pagina = contexto.new_page()
    pagina.goto(PARA_ENVIAR)
    return Celular(contexto, pagina)


def trocar_de_conta(aparelho: Celular, quem: Usuario) -> None:
    """Sem ir à rede: só o cookie."""
    cliente = Client()
    cliente.force_login(quem)
    aparelho.contexto.clear_cookies()
    origem = aparelho.pagina.evaluate("location.origin")
    sessao = cliente.cookies["sessionid"].value
    aparelho.contexto.add_cookies([{"name": "sessionid", "value": sessao, "url": origem}])


def entrar(aparelho: Celular, quem: Usuario) -> str:
    """A conta passa a ser a deste navegador; devolve a marca dela no aparelho."""
    trocar_de_conta(aparelho, quem)
    aparelho.contexto.set_offline(False)
    aparelho.pagina.goto("/servicos/")
    conta = str(aparelho.pagina.locator("form[data-conta]").get_attribute("data-conta"))
    aparelho.pagina.goto(PARA_ENVIAR)
    return conta


def guardar_sem_mandar(aparelho: Celular, conta: str, rotulo: str = "Tapa-buraco") -> str:
    aparelho.contexto.set_offline(True)
    return aparelho.guardar("red", conta=conta, rotulo=rotulo)


def test_o_de_uma_conta_nao_se_mostra_nem_se_manda_por_outra(aparelho: Celular) -> None:
    maria, rita = elenco.pessoa("Maria Silva", cpf="52998224725"), elenco.pessoa("Rita Conta")
    conta = entrar(aparelho, maria)
    chave = guardar_sem_mandar(aparelho, conta, "Um pedido de Maria")
    entrar(aparelho, rita)
    aparelho.enviar()
    pagina = aparelho.pagina
    expect(pagina.get_by_text("De outra conta")).to_be_visible()
    expect(pagina.get_by_text("Um pedido de Maria")).to_have_count(0)
    expect(pagina.get_by_role("button", name="Apagar", exact=True)).to_have_count(0)
    verificar_pagina(pagina)
    assert not Solicitacao.objects.exists()
    entrar(aparelho, maria)
    aparelho.enviar()
    assert aparelho.estado(chave) == "enviado"
    interessado = Solicitacao.objects.get().interessado
    assert interessado
    assert interessado.usuario == maria


def test_quem_sai_da_conta_envia_ou_apaga(aparelho: Celular, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processo, "COMECOS_POR_LUGAR", 0)
    conta = entrar(aparelho, elenco.pessoa("Maria Silva", cpf="52998224725"))
    pagina = aparelho.pagina
    pagina.evaluate("navigator.serviceWorker.ready.then(() => true)")
    chave = guardar_sem_mandar(aparelho, conta)
    aparelho.contexto.set_offline(False)
    pagina.goto("/servicos/")
    pagina.locator("form[data-conta] button").click()
    expect(pagina.get_by_role("heading", name="Antes de sair")).to_be_visible()
    expect(pagina.get_by_role("listitem").filter(has_text="Tapa-buraco")).to_be_visible()
    verificar_pagina(pagina)
    pagina.get_by_role("button", name="Enviar agora e sair").click()
    expect(pagina.get_by_text("1 não foi enviado")).to_be_visible()
    assert "de novo sozinho" in (aparelho.item(chave) or {})["recado"], "o servidor mandou esperar"
    pagina.get_by_role("button", name="Apagar e sair").click()
    expect(pagina.locator("form[data-conta]")).to_have_count(0)
    pagina.goto(PARA_ENVIAR)
    assert aparelho.estado(chave) == "apagado"
    assert not Solicitacao.objects.exists()


GUARDAR = """() => {
  for (const nome of ["conta", "servicos", "conversa:abc:texto", "contraste", "som-das-conversas"])
    localStorage.setItem(nome, "x");
  for (const nome of ["fila", "conversa:abc:texto"]) sessionStorage.setItem(nome, "x");
}"""
VISTO = "/static/admin/css/base.css"
NO_CACHE = """(endereco) => fetch(endereco, { cache: "only-if-cached", mode: "same-origin" })
  .then((resposta) => resposta.ok, () => false)"""
FICOU = "() => [Object.keys(localStorage), Object.keys(sessionStorage)].map((nomes) => nomes.sort())"


def test_quem_sai_so_deixa_no_aparelho_o_que_e_do_aparelho(aparelho: Celular) -> None:
    """Apaga-se por nome: o pedido de ninguém, que ainda espera a rede, fica."""
    conta = entrar(aparelho, elenco.pessoa("Maria Silva", cpf="52998224725"))
    de_ninguem = guardar_sem_mandar(aparelho, "")
    aparelho.contexto.set_offline(False)
    pagina = aparelho.pagina
    pagina.goto("/servicos/")
    assert conta
    pagina.evaluate(GUARDAR)
    pagina.evaluate("(endereco) => fetch(endereco).then((resposta) => resposta.text())", VISTO)
    assert pagina.evaluate(NO_CACHE, VISTO)
    pagina.locator("form[data-conta] button").click()
    expect(pagina.locator("form[data-conta]")).to_have_count(0)
    assert not pagina.evaluate(NO_CACHE, VISTO)
    locais, da_aba = pagina.evaluate(FICOU)
    assert (set(locais) - {"conta"}, da_aba) == ({"contraste", "som-das-conversas"}, [])
    assert pagina.evaluate("localStorage.getItem('conta')") in {"", None}
    pagina.goto(PARA_ENVIAR)
    assert aparelho.estado(de_ninguem) in {"esperando", "enviando", "enviado"}


def test_toda_pagina_diz_o_que_espera(aparelho: Celular) -> None:
    pagina = aparelho.pagina
    pagina.evaluate("navigator.serviceWorker.ready.then(() => true)")
    aparelho.contexto.set_offline(True)
    aparelho.guardar("red")
    pagina.goto("/aplicativo/")
    expect(pagina.get_by_text("1 pedido espera para ser enviado.")).to_be_visible()
    pagina.get_by_role("link", name="Ver o que espera").click()
    expect(pagina.get_by_text("Espera para ser enviado")).to_be_visible()
    expect(pagina.get_by_text("Sem internet: vai sozinho quando ela voltar.")).to_be_visible()
    verificar_pagina(pagina)
