"""A conversa inteira a dois: quem a procura no celular, quem a atende na mesa.

De dia, o lado da pessoa está em `test_conversa_navegador.py`, os dois ao vivo em
`test_na_hora_navegador.py`, a mesa em `test_muitas_conversas_navegador.py`, e pedir, passar e acabar, pelo
cliente, em `test_pedir_da_conversa.py`, `test_fotos_da_conversa.py` e `test_conversas_da_central.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect

from atendimento.models import Atendimento, Conversa, Mensagem
from atendimento.situacoes import Fim, Resultado
from contas.models import Usuario
from guia.busca import indice
from protocolo.models import Canal
from solicitacoes.models import Solicitacao
from tests.atendimento.conversando import atendida, depressa, diz, quem_atende, sempre_aberta
from tests.atendimento.quem_conversa import assunto
from tests.atendimento.teclado import procurar
from tests.navegador.entrada import Entrar
from tests.navegador.telas import CELULAR, MESA
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes.pedindo import foto, territorio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.noturno]

type Contexto = Callable[..., BrowserContext]


@pytest.fixture(autouse=True)
def cidade(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    indice.atualizar([territorio(publica=True, identificacao="anonima").pk])
    sempre_aberta()
    depressa(monkeypatch)
    assunto("Dúvida sobre um serviço")
    assunto("Outro assunto")


def chegar(celular: Page) -> None:
    celular.goto("/conversa/")
    celular.get_by_label("Conte o que você precisa").fill("tem um buraco na rua")
    celular.get_by_role("button", name="Falar com uma pessoa").click()
    celular.get_by_label("Outro assunto").check()
    celular.get_by_role("button", name="Entrar na fila").click()


def abrir_a_que_chegou(mesa: Page) -> None:
    aba = mesa.locator("#abas-da-central [data-codigo]")
    expect(aba).to_be_visible()
    aba.click()
    expect(mesa.get_by_label("Mensagem", exact=True)).to_be_visible()


def registrar(mesa: Page) -> None:
    """O pedido pelo mesmo assistente, com a foto que veio na conversa."""
    procurar(mesa)
    expect(mesa.locator("#id_logradouro")).to_be_focused()
    mesa.get_by_role("button", name="Trazer a foto da conversa").click()
    expect(mesa.locator("#fotos img")).to_be_visible()
    for campo, dado in (("logradouro", "Rua Líbero Badaró"), ("numero", "425")):
        mesa.locator(f"#id_{campo}").fill(dado)
    expect(mesa.locator("#onde-fica")).to_contain_text("Guardado às")  # chegou: já não empurra as perguntas
    mesa.locator("#id_r_tamanho_0").check()
    mesa.locator("input[name=como][value=anonimo]").check()
    mesa.locator("#registrar").click()
    expect(mesa.locator(".sp-registrado")).to_be_visible()


def falar(mesa: Page, celular: Page) -> None:
    """Quem atende pergunta, e a pessoa manda uma foto."""
    mesa.get_by_label("Mensagem", exact=True).fill("Qual é o endereço?")
    mesa.keyboard.press("Enter")
    expect(mesa.locator("[data-mensagens]")).to_contain_text("Qual é o endereço?")
    expect(celular.get_by_role("log")).to_contain_text("Qual é o endereço?")
    celular.get_by_text("Mandar fotos").click()
    celular.get_by_label("Fotos").set_input_files(
        {"name": "buraco.jpg", "mimeType": "image/jpeg", "buffer": foto().read()}
    )
    celular.get_by_role("button", name="Enviar", exact=True).click()
    expect(mesa.locator("#conversa .sp-fotos img")).to_be_visible()


def passar(mesa: Page, beto: Usuario) -> None:
    mesa.get_by_role("link", name="Passar a conversa").click()
    mesa.get_by_label("Para quem?").select_option(str(beto.pk))
    mesa.get_by_label("Por quê?").fill("Acabou o meu turno")
    verificar_pagina(mesa)
    mesa.get_by_role("button", name="Passar", exact=True).click()
    expect(mesa.get_by_text("A conversa está com")).to_be_visible()


def acabar(mesa: Page, celular: Page) -> None:
    """Quem atende termina, e a pessoa dá a nota."""
    mesa.get_by_label("Só informação").check()
    mesa.get_by_role("button", name="Terminar", exact=True).click()
    expect(mesa).to_have_url(re.compile(r"/central/conversas/$"))
    expect(celular.get_by_role("heading", name="A conversa acabou")).to_be_visible()
    celular.get_by_label("Muito bom").check()
    celular.get_by_role("button", name="Enviar a nota").click()
    expect(celular.get_by_text("Obrigado.")).to_be_visible()


def test_conversar_pedir_passar_e_acabar(entrar: Entrar, new_context: Contexto) -> None:
    mesa, celular = entrar(quem_atende(), **MESA), new_context(**CELULAR).new_page()
    mesa.goto("/central/conversas/")
    expect(mesa.get_by_role("heading", name="Você recebe conversas")).to_be_visible()
    verificar_pagina(mesa)
    chegar(celular)
    abrir_a_que_chegou(mesa)
    expect(mesa.locator("#conversa")).to_contain_text("tem um buraco na rua")
    verificar_pagina(mesa)
    falar(mesa, celular)
    # o pedido nasce ao lado, e o que se escrevia na conversa não se perde
    mesa.reload()
    mesa.get_by_label("Mensagem", exact=True).fill("Um momento")
    registrar(mesa)
    caso = Solicitacao.objects.get()
    assert (caso.canal, caso.anexos.count()) == (Canal.CHAT, 1)
    expect(mesa.get_by_label("Mensagem", exact=True)).to_have_value("Um momento")
    # as abas, trocadas ao registrar, continuam a contar o que chega noutra conversa
    diz(atendida(Conversa.objects.get().atendente), "Boa tarde.")
    quantas = mesa.locator("#abas-da-central [data-quantas]")
    expect(quantas).to_contain_text("1 mensagem por ler")
    # passa a um colega, que lê por quê; a pessoa não
    beto = quem_atende()
    passar(mesa, beto)
    do_beto = entrar(beto, **MESA)
    do_beto.goto("/central/conversas/")
    abrir_a_que_chegou(do_beto)
    expect(do_beto.locator("#conversa")).to_contain_text("Acabou o meu turno")
    expect(celular.locator("[data-fio]")).not_to_contain_text("Acabou o meu turno")
    acabar(do_beto, celular)
    esta = Conversa.objects.get(nota__isnull=False)
    assert (esta.fim, esta.nota) == (Fim.ATENDENTE, 5)
    resultados = set(Atendimento.objects.filter(conversa=esta).values_list("resultado", flat=True))
    assert resultados == {Resultado.TRANSFERIDO, Resultado.INFORMACAO}
    ordens = list(Mensagem.objects.filter(conversa=esta).order_by("ordem").values_list("ordem", flat=True))
    assert ordens == list(range(1, esta.ultima + 1))
