"""O trabalho principal do portal, de ponta a ponta: da capa ao e-mail do pedido finalizado.

Com e sem JavaScript, no celular e na mesa, com o SMTP de verdade. A entrega por trabalhador e
agenda em processos próprios está provada em `tests/avisos/test_quedas.py`; aqui ela é chamada na hora.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from avisos.entrega import entregar_pendentes
from guia import indice
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from tests.correio import Correio
from tests.navegador.test_pedido import comecar, conferir, continuar, dar_detalhes, foto
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import territorio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lento]

type Contexto = Callable[..., BrowserContext]

EMAIL = "maria@exemplo.invalid"
PERGUNTA = "O buraco fica na faixa da direita ou da esquerda?"
RESPOSTA = "Fica na faixa da direita, perto da banca."


@pytest.fixture(autouse=True)
def cidade(settings: Settings, base_url: str) -> None:
    cache.clear()
    settings.ENDERECO_PUBLICO = base_url
    indice.atualizar([territorio().pk])


def pedir(pagina: Page) -> Solicitacao:
    """Do começo à confirmação, com endereço, foto, CPF e e-mail."""
    comecar(pagina)
    pagina.get_by_label("Rua, avenida ou praça").fill("Rua Líbero Badaró")
    pagina.get_by_label("Número").fill("425")
    continuar(pagina)
    dar_detalhes(pagina)
    conferir(pagina, "Quem é você?")
    pagina.get_by_label("Nome completo").fill("Maria Silva")
    pagina.get_by_label("CPF", exact=True).fill("529.982.247-25")
    pagina.get_by_label("E-mail").fill(EMAIL)
    continuar(pagina)
    conferir(pagina, "Confira suas respostas")
    pagina.get_by_role("button", name="Enviar pedido").click()
    conferir(pagina, "Pedido registrado")
    return Solicitacao.objects.get()


def link_da_mensagem(correio: Correio, assunto: str) -> str:
    """Entrega o que está pendente e devolve o caminho do link da última mensagem."""
    entregar_pendentes()
    mensagem = correio.mensagens[-1]
    assert assunto in mensagem["Subject"]
    corpo = mensagem.get_body(("plain",))
    assert corpo is not None
    achado = re.search(r"https?://\S+/acompanhar/\S+", corpo.get_content())
    assert achado is not None
    return urlsplit(achado[0]).path


def entrar(pagina: Page) -> None:
    """O servidor da Sé entra com senha e chega à sua caixa."""
    quem = elenco.servidor(elenco.unidade())
    pagina.goto("/conta/login/")
    pagina.get_by_label("E-mail ou CPF").fill(str(quem.email))
    pagina.get_by_label("Senha", exact=True).fill(elenco.SENHA)
    pagina.get_by_role("button", name="Entrar").last.click()
    expect(pagina).to_have_url(re.compile("/caixa/SMPR-CPO-STM"))


def pedir_complemento(pagina: Page, caso: Solicitacao) -> None:
    pagina.get_by_role("link", name=caso.protocolo_escrito).click()
    expect(pagina.get_by_text("Rua Líbero Badaró, 425").first).to_be_visible()
    pagina.get_by_role("link", name="Pedir complemento").click()
    pagina.get_by_label("O que o munícipe precisa responder?").fill(PERGUNTA)
    pagina.get_by_role("button", name="Ver o aviso").click()
    expect(pagina.get_by_role("article")).to_contain_text(PERGUNTA)
    pagina.get_by_role("button", name="e avisar").click()


def responder(pagina: Page, caminho: str) -> None:
    pagina.goto(caminho)
    expect(pagina).not_to_have_url(re.compile(caminho))  # a chave sai do endereço
    conferir(pagina, "Falta a sua resposta")
    expect(pagina.get_by_text(PERGUNTA).first).to_be_visible()
    pagina.get_by_role("link", name="Responder", exact=True).or_(
        pagina.get_by_role("button", name="Responder", exact=True)
    ).first.click()
    pagina.get_by_label("Sua mensagem").fill(RESPOSTA)
    pagina.locator("input[type=file]").set_input_files([foto()])
    pagina.get_by_role("button", name="Enviar").click()
    expect(pagina.get_by_text("Recebemos a sua mensagem")).to_be_visible()


def finalizar(pagina: Page, caso: Solicitacao) -> None:
    pagina.goto(f"/caixa/SMPR-CPO-STM-Sé/{caso.protocolo}/")
    expect(pagina.get_by_text(RESPOSTA)).to_be_visible()
    pagina.get_by_role("link", name="Finalizar").click()
    pagina.get_by_label("Realizado", exact=True).check()
    pagina.get_by_label("Resposta ao munícipe").fill(elenco.FRASE)
    pagina.get_by_role("button", name="Ver o aviso").click()
    pagina.get_by_role("button", name="Finalizar e avisar").click()
    expect(pagina.get_by_text("Pedido finalizado.")).to_be_visible()


@pytest.mark.parametrize(
    ("largura", "javascript"), [(390, False), (1280, True)], ids=["celular-sem-js", "mesa-com-js"]
)
def test_da_capa_ao_pedido_finalizado(
    new_context: Contexto, correio: Correio, largura: int, javascript: bool
) -> None:
    opcoes = {"viewport": {"width": largura, "height": 900}, "java_script_enabled": javascript}
    municipe, servidor = new_context(**opcoes).new_page(), new_context(**opcoes).new_page()
    caso = pedir(municipe)
    assert caso.unidade.sigla == "SMPR-CPO-STM-Sé"
    link_da_mensagem(correio, "Pedido registrado")
    assert correio.destinos == [[EMAIL]]
    entrar(servidor)
    pedir_complemento(servidor, caso)
    caminho = link_da_mensagem(correio, "Precisamos de uma informação sua")
    responder(new_context(**opcoes).new_page(), caminho)
    finalizar(servidor, caso)
    caminho = link_da_mensagem(correio, "encerrado: Realizado")
    caso.refresh_from_db()
    assert (caso.situacao, caso.anexos.count()) == (Situacao.FINALIZADA, 2)
    estranho = new_context(**opcoes).new_page()
    estranho.goto(f"/acompanhar/{caso.protocolo}/")
    expect(estranho.get_by_text("Finalizada").first).to_be_visible()
    expect(estranho.get_by_text(elenco.FRASE)).to_have_count(0)
    estranho.goto(caminho)
    expect(estranho.get_by_text(elenco.FRASE)).to_be_visible()
