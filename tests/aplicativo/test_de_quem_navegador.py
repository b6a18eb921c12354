"""De quem é o que o aparelho guarda: a conta que o fez, e mais ninguém; quem sai envia ou apaga."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import BrowserContext, expect

from assistente import processo
from contas.models import Usuario
from guia.models import Servico
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


def test_o_de_uma_conta_so_ela_ve_e_manda(aparelho: Celular) -> None:
    """Duas contas no mesmo celular; e a sessão que acaba, em que se entra e o que espera vai."""
    maria, rita = elenco.pessoa("Maria Silva", cpf="52998224725"), elenco.pessoa("Rita Conta")
    chave = guardar_sem_mandar(aparelho, entrar(aparelho, maria), "Um pedido de Maria")
    entrar(aparelho, rita)
    aparelho.enviar()
    pagina = aparelho.pagina
    expect(pagina.get_by_text("De outra conta")).to_be_visible()
    expect(pagina.get_by_text("Um pedido de Maria")).to_have_count(0)
    expect(pagina.get_by_role("button", name="Apagar", exact=True)).to_have_count(0)
    verificar_pagina(pagina)
    assert not Solicitacao.objects.exists()

    aparelho.contexto.clear_cookies(name="sessionid")
    aparelho.enviar()
    expect(pagina.get_by_text("Entre na conta que o guardou")).to_be_visible()
    expect(pagina.get_by_text("Um pedido de Maria")).to_have_count(0)
    verificar_pagina(pagina)
    pagina.get_by_role("link", name="Entrar e enviar").click()
    pagina.get_by_label("E-mail").fill(str(maria.email))
    pagina.get_by_label("Senha", exact=True).fill(elenco.SENHA)
    pagina.get_by_role("button", name="Entrar", exact=True).click()
    expect(pagina.get_by_role("heading", name="Para enviar")).to_be_visible()
    expect(pagina.get_by_text("Enviado", exact=True)).to_be_visible()
    expect(pagina.get_by_role("heading", name="Um pedido de Maria")).to_be_visible()
    assert aparelho.estado(chave) == "enviado"
    interessado = Solicitacao.objects.get().interessado
    assert interessado
    assert interessado.usuario == maria


GUARDAR = """() => {
  for (const nome of ["servicos", "conversa:abc:texto", "contraste", "som-das-conversas"])
    localStorage.setItem(nome, "x");
  for (const nome of ["fila", "conversa:abc:texto"]) sessionStorage.setItem(nome, "x");
}"""
VISTO = "/static/admin/css/base.css"
NO_CACHE = """(endereco) => fetch(endereco, { cache: "only-if-cached", mode: "same-origin" })
  .then((resposta) => resposta.ok, () => false)"""
FICOU = "() => [Object.keys(localStorage), Object.keys(sessionStorage)].map((nomes) => nomes.sort())"


def pedir_sem_rede(aparelho: Celular) -> None:
    """Na página do serviço, aberta com internet, o que se escreve e se manda já sem ela."""
    pagina = aparelho.pagina
    pagina.goto("/aplicativo/servico/tapa-buraco/")
    pagina.evaluate("navigator.serviceWorker.ready.then(() => true)")
    aparelho.contexto.set_offline(True)
    pagina.get_by_label("Rua, avenida ou praça").fill("Rua Líbero Badaró")
    pagina.get_by_label("Número").fill("425")
    pagina.get_by_label("Menor que um prato").check()
    pagina.get_by_label("Quero me identificar", exact=True).check()
    pagina.get_by_role("button", name="Enviar pedido").click()
    expect(pagina.get_by_role("heading", name="Para enviar")).to_be_visible()


def test_quem_sai_envia_ou_apaga_tudo_o_que_o_aparelho_guarda_seu(
    new_context: Callable[..., BrowserContext], base_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entrou antes de haver trabalhador, e o que pede é da conta; o de antes da conta também se pergunta.

    O resto apaga-se por nome.
    """
    monkeypatch.setattr(processo, "COMECOS_POR_LUGAR", 0)
    Servico.objects.update(no_aplicativo=True)
    contexto = new_context(**CELULAR)
    pagina = contexto.new_page()
    aparelho = Celular(contexto, pagina)
    pagina.goto("/servicos/")
    trocar_de_conta(aparelho, elenco.pessoa("Maria Silva", cpf="52998224725"))
    pagina.goto("/servicos/")
    conta = str(pagina.locator("form[data-conta]").get_attribute("data-conta"))
    pedir_sem_rede(aparelho)
    (dela,) = aparelho.fila("async (fila) => (await fila.itens()).map(({ conta }) => conta)")
    assert dela == conta
    aparelho.guardar("red", rotulo="Poda de árvore")

    contexto.set_offline(False)
    pagina.goto("/servicos/")
    pagina.evaluate(GUARDAR)
    pagina.evaluate("(endereco) => fetch(endereco).then((resposta) => resposta.text())", VISTO)
    assert pagina.evaluate(NO_CACHE, VISTO)
    pagina.locator("form[data-conta] button").click()
    expect(pagina.get_by_role("heading", name="Antes de sair")).to_be_visible()
    expect(pagina.locator("[data-lista] li")).to_have_text(["Tapa-buraco", "Poda de árvore"])
    verificar_pagina(pagina)
    pagina.get_by_role("button", name="Enviar agora e sair").click()
    expect(pagina.get_by_text("2 não foram enviados")).to_be_visible()
    pagina.get_by_role("button", name="Apagar e sair").click()
    expect(pagina).to_have_url(f"{base_url}/")
    assert not pagina.evaluate(NO_CACHE, VISTO)
    locais, da_aba = pagina.evaluate(FICOU)
    assert locais == ["contraste", "som-das-conversas"]
    assert not {"fila", "conversa:abc:texto"} & set(da_aba)
    assert "conta=" not in pagina.evaluate("document.cookie")
    pagina.goto(PARA_ENVIAR)
    assert aparelho.fila("(fila) => fila.itens()") == []
    assert not Solicitacao.objects.exists()


def test_toda_pagina_diz_o_que_espera_e_quem_pede_se_apaga(aparelho: Celular) -> None:
    pagina = aparelho.pagina
    pagina.evaluate("navigator.serviceWorker.ready.then(() => true)")
    aparelho.contexto.set_offline(True)
    aparelho.guardar("red", quem=[["nome", "Nome completo", "Maria Silva"]], sozinho=True)
    pagina.goto("/aplicativo/")
    expect(pagina.get_by_text("1 pedido espera para ser enviado.")).to_be_visible()
    pagina.get_by_role("link", name="Ver o que espera").click()
    expect(pagina.get_by_text("Espera para ser enviado")).to_be_visible()
    expect(pagina.get_by_text("Sem internet: vai sozinho quando ela voltar.")).to_be_visible()
    pagina.get_by_role("button", name="Apagar estes dados do aparelho").click()
    expect(pagina.locator("[data-situacao]")).to_contain_text("que você diga quem pede.")
    expect(pagina.get_by_text("Não vai sem você")).to_be_visible()
    expect(pagina.get_by_text("Maria Silva")).to_be_hidden()
    verificar_pagina(pagina)
