"""Quatro conversas ao mesmo tempo: o que cabe à vista, “/”, o aviso do computador, e a que se perde."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Locator, Page, expect

from atendimento import acoes
from atendimento.models import Conversa, Mensagem, RespostaDaConversa
from atendimento.situacoes import DeQuem
from contas.models import Usuario
from guia.busca import indice
from tests.atendimento.conversando import atendida, depressa, diz, quem_atende
from tests.atendimento.teclado import procurar
from tests.navegador.entrada import Entrar
from tests.navegador.telas import CELULAR, MESA
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes.pedindo import central, territorio

pytestmark = pytest.mark.django_db(transaction=True)

ESCONDER = """() => {
  for (const [nome, valor] of [["hidden", true], ["visibilityState", "hidden"]])
    Object.defineProperty(document, nome, { configurable: true, get: () => valor });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
AVISOS = """
  window.avisos = [];
  window.pedidos = 0;
  window.Notification = class extends EventTarget {
    static get permission() { return sessionStorage.permitidos ?? "default"; }
    static async requestPermission() { window.pedidos += 1; return (sessionStorage.permitidos = "granted"); }
    constructor(texto, opcoes) { super(); window.avisos.push([texto, opcoes.body ?? ""]); }
  };
"""


@pytest.fixture
def ana(monkeypatch: pytest.MonkeyPatch) -> Usuario:
    cache.clear()
    indice.atualizar([territorio(publica=True, identificacao="anonima").pk])
    depressa(monkeypatch)
    RespostaDaConversa.objects.create(titulo="Pedir o endereço", texto="{pessoa}, qual é o endereço?")
    RespostaDaConversa.objects.create(titulo="Despedida", texto="Obrigado, e até logo.")
    return quem_atende(recebe=False)


def quatro(ana: Usuario) -> list[Conversa]:
    ditas = ("Tem um buraco na minha rua", "O IPTU veio errado", "A árvore caiu", "Quando passa o caminhão?")
    feitas = [atendida(ana) for _ in ditas]
    acoes.deixar_contato(conversa=feitas[0], nome="Maria de Sá", email="maria@exemplo.invalid")
    for conversa, dita in zip(feitas, ditas, strict=True):
        diz(conversa, dita)
    for n in range(12):
        diz(Conversa.objects.get(pk=feitas[0].pk), f"Fica perto da padaria, número {n}.")
    return [Conversa.objects.get(pk=uma.pk) for uma in feitas]


def aba(pagina: Page, conversa: Conversa) -> Locator:
    return pagina.locator(f"#abas-da-central [data-codigo='{conversa.codigo}']")


def inteiro_a_vista(*quais: Locator) -> None:
    """Sem rolar a página, cabe todo."""
    for qual in quais:
        expect(qual).to_be_in_viewport(ratio=1)


def abrir_o_pedido(mesa: Page) -> None:
    procurar(mesa)
    expect(mesa.locator("#id_logradouro")).to_be_focused()
    mesa.reload()
    mesa.evaluate("scrollTo(0, 0)")


def test_a_mesa_cabe_a_vista(entrar: Entrar, ana: Usuario) -> None:
    """A 1280 × 900 o primeiro campo, a última fala, as prontas e “Passar”; a 390, antes de tudo o campo."""
    mesa = entrar(ana, **MESA)
    dela = quatro(ana)[0]
    mesa.goto("/central/conversas/")
    aba(mesa, dela).click()
    abrir_o_pedido(mesa)
    ultima = mesa.locator("[data-mensagens] > li").last
    prontas, passar = (
        mesa.locator("[data-prontas] summary"),
        mesa.get_by_role("link", name="Passar a conversa"),
    )
    escrever, campo = mesa.get_by_label("Mensagem", exact=True), mesa.locator("#id_logradouro")
    inteiro_a_vista(campo, ultima, escrever, prontas, passar)
    opcao = mesa.locator("#id_r_tamanho_0").bounding_box()
    assert opcao is not None
    assert 24 <= opcao["height"] <= 36, "compacta, e ainda se acerta"
    verificar_pagina(mesa)
    mesa.set_viewport_size(CELULAR["viewport"])
    mesa.evaluate("scrollTo(0, 0)")
    inteiro_a_vista(ultima, escrever)
    (onde,) = caixas(escrever)
    assert all(onde["y"] < outra["y"] for outra in caixas(campo, mesa.locator("#quem"), mesa.locator("#fim")))


def caixas(*quais: Locator) -> list[Any]:
    return [qual.bounding_box() for qual in quais]


def test_as_conversas_distinguem_se_e_as_prontas_escolhem_se_com_a_barra(
    entrar: Entrar, ana: Usuario
) -> None:
    mesa = entrar(ana, **MESA)
    dela, outra, *_ = quatro(ana)
    mesa.add_init_script(AVISOS)
    mesa.goto("/central/conversas/")
    expect(aba(mesa, outra)).to_contain_text(
        re.compile(r"Não se identificou.*1.*O IPTU veio errado.*agora", re.DOTALL)
    )
    mesa.get_by_role("button", name="Avisar no computador").click()
    expect(mesa.get_by_role("button", name="Calar os avisos do computador")).to_be_visible()
    assert mesa.evaluate("window.pedidos") == 1, "só ao apertar"
    aba(mesa, dela).click()
    expect(mesa).to_have_title(re.compile(r"^\(3\) agora · Maria de Sá: Tem um buraco na minha rua"))
    campo = mesa.get_by_label("Mensagem", exact=True)
    campo.press_sequentially("/ENDERECO")
    expect(mesa.get_by_role("option")).to_have_count(1)
    verificar_pagina(mesa)
    campo.press("Escape")
    expect(mesa.get_by_role("listbox")).to_be_hidden()
    expect(campo).to_have_value("/ENDERECO")
    campo.fill("/")
    expect(mesa.get_by_role("option", selected=True)).to_contain_text("Despedida")
    campo.press("ArrowDown")
    expect(mesa.get_by_role("option", selected=True)).to_contain_text("Pedir o endereço")
    campo.press("Enter")
    expect(campo).to_have_value("Maria, qual é o endereço?")
    assert not Mensagem.objects.filter(conversa=dela, de=DeQuem.ATENDENTE).exists(), (
        "Enter escolhe, não envia"
    )
    diz(outra, "À vista não se avisa.")
    expect(aba(mesa, outra)).to_contain_text("2")
    mesa.evaluate(ESCONDER)
    diz(Conversa.objects.get(pk=outra.pk), "O segredo.")
    mesa.evaluate("window.dispatchEvent(new Event('online'))")
    mesa.wait_for_function("() => window.avisos.length")
    assert mesa.evaluate("window.avisos") == [[f"Nova mensagem na conversa com nº {outra.pk}", ""]]
    assert mesa.evaluate("window.pedidos") == 0, "nenhuma página o pergunta ao abrir"


def test_a_que_outra_pessoa_toma_enquanto_se_escreve(entrar: Entrar, ana: Usuario) -> None:
    """Com a rede presa a página ainda não o sabe: o que se envia é recusado uma vez, e o texto fica."""
    mesa, esta, beto = entrar(ana, **MESA), atendida(ana), quem_atende(recebe=False)
    enviados: list[str] = []
    mesa.on(
        "request",
        lambda um: enviados.append(um.url) if um.method == "POST" and "sinal" not in um.url else None,
    )
    mesa.goto(f"/central/conversas/{esta.codigo}/")
    mesa.route("**/novidades/**", lambda rota: rota.abort())
    campo = mesa.get_by_label("Mensagem", exact=True)
    acoes.tomar(conversa=esta, por=beto, unidade=central(), supervisiona=True)
    campo.fill("O prazo é de dez dias.")
    campo.press("Enter")
    minha = mesa.locator(".sp-fala--minha", has_text="O prazo é de dez dias.")
    expect(minha).to_contain_text("Não enviada")
    expect(minha).to_contain_text(beto.nome)
    campo.fill("Ela já mandou a foto.")
    mesa.unroute("**/novidades/**")
    mesa.evaluate("window.dispatchEvent(new Event('online'))")
    expect(mesa.locator("[data-estado]")).to_contain_text(f"{beto.nome} continua a conversa.")
    expect(campo).to_have_value("O prazo é de dez dias.\nEla já mandou a foto.")
    assert len(enviados) == 1
    expect(mesa.get_by_role("button", name="Enviar", exact=True)).to_be_hidden()
    expect(mesa.get_by_role("button", name="Copiar")).to_be_visible()
    verificar_pagina(mesa)
    mesa.get_by_role("button", name="Deixar como nota a quem continua").click()
    expect(mesa.get_by_text("A nota ficou na conversa")).to_be_visible()
    nota = Mensagem.objects.get(conversa=esta, de=DeQuem.NOTA, autor=ana)
    assert nota.texto == "O prazo é de dez dias.\nEla já mandou a foto."
