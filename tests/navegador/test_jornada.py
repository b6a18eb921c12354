"""O trabalho principal do portal, de ponta a ponta: da capa ao e-mail do pedido finalizado.

Tudo de verdade: os dados de referência que acompanham o projeto, granian, trabalhador e agenda do Celery
em processos, SMTP e Chromium; com e sem JavaScript, no celular e na mesa.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django import DjangoDbBlocker

from contas.models import Usuario
from roteamento.models import Unidade
from tests.instalacao import Instalacao, esperar, instalar
from tests.navegador import roteiro
from tests.navegador.roteiro import EMAIL, Protocolo
from tests.navegador.telas import CELULAR, MESA, SEM_JAVASCRIPT, com_javascript
from tests.navegador.vigia import vigiar
from tests.solicitacoes import elenco

pytestmark = pytest.mark.timeout(240)

ENTREGA = 10.0
"""Segundos entre a gravação e o e-mail na caixa de quem pediu."""
SERVIDOR = "sergio@exemplo.invalid"
JEITOS = [
    pytest.param(SEM_JAVASCRIPT, id="celular-sem-js"),
    pytest.param(MESA, id="mesa-com-js", marks=pytest.mark.noturno),
    pytest.param(CELULAR, id="celular-com-js", marks=pytest.mark.noturno),
    pytest.param({**MESA, "java_script_enabled": False}, id="mesa-sem-js", marks=pytest.mark.noturno),
]

type NovaPagina = Callable[[], Page]


@pytest.fixture(scope="module")
def no_ar(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Instalacao]:
    with instalar() as feita:
        for nome in ("web", "trabalhador", "agenda"):
            feita.subir(nome)
        with django_db_blocker.unblock(), feita.daqui():
            quem = elenco.servidor(Unidade.objects.get(sigla="SMPR-CPO-STM-Sé"))
            Usuario.objects.filter(pk=quem.pk).update(email=SERVIDOR)
        try:
            yield feita
        finally:
            print(feita.registros())  # noqa: T201 - o pytest só o mostra quando algo falha


@pytest.fixture(params=JEITOS)
def nova_pagina(request: pytest.FixtureRequest, no_ar: Instalacao, browser: Browser) -> Iterator[NovaPagina]:
    """Cada página abre num navegador novo, sem cookies."""
    contextos: list[BrowserContext] = []

    def abrir() -> Page:
        contexto = browser.new_context(
            base_url=no_ar.url,
            locale="pt-BR",
            timezone_id="America/Sao_Paulo",
            **request.param,
        )
        contexto.set_default_timeout(15_000)
        vigiar(contexto, javascript=com_javascript(request.param))
        contextos.append(contexto)
        return contexto.new_page()

    yield abrir
    for contexto in contextos:
        contexto.close()


def mensagens_de(no_ar: Instalacao, pedido: Protocolo) -> list[tuple[str, str]]:
    """Assunto e texto de cada mensagem recebida sobre o pedido."""
    corpos = [(m["Subject"], m.get_body(("plain",))) for m in list(no_ar.correio.mensagens)]
    textos = [(assunto, corpo.get_content()) for assunto, corpo in corpos if corpo]
    return [(assunto, texto) for assunto, texto in textos if f"/acompanhar/{pedido.numero}/" in texto]


def link_do_email(no_ar: Instalacao, pedido: Protocolo, assunto: str) -> str:
    """Espera a mensagem, que vem em até dez segundos, e devolve o link dela."""

    def achar() -> str | None:
        textos = [texto for dito, texto in mensagens_de(no_ar, pedido) if assunto in dito]
        achado = re.search(rf"{no_ar.url}/acompanhar/\S+", textos[0]) if textos else None
        return achado[0] if achado else None

    return str(esperar(achar, ENTREGA, falta=f"o e-mail “{assunto}”"))


def test_da_capa_ao_pedido_finalizado(no_ar: Instalacao, nova_pagina: NovaPagina) -> None:
    municipe, servidor = nova_pagina(), nova_pagina()
    roteiro.achar_o_servico(municipe)
    roteiro.responder_os_passos(municipe)
    pedido = roteiro.enviar(municipe)
    link_do_email(no_ar, pedido, "Pedido registrado")
    assert no_ar.correio.destinos[-1] == [EMAIL]

    roteiro.entrar(servidor, SERVIDOR, elenco.SENHA)
    roteiro.pedir_complemento(servidor, pedido)
    link = link_do_email(no_ar, pedido, "Precisamos de uma informação sua")
    roteiro.responder_o_complemento(nova_pagina(), link)

    roteiro.finalizar(servidor, pedido)
    link_do_email(no_ar, pedido, "encerrado: Realizado")
    estranho = nova_pagina()
    roteiro.acompanhar_sem_chave(estranho, pedido)
    roteiro.acompanhar_com_chave(estranho, pedido)

    avisos = (
        "SELECT modelo, situacao, repeticoes_possiveis FROM avisos_aviso WHERE protocolo = %s ORDER BY id"
    )
    escritos = no_ar.ler(avisos, pedido.numero)
    assert escritos == [(m, "enviado", 0) for m in ("registrado", "complemento_pedido", "finalizado")]
    assert len(mensagens_de(no_ar, pedido)) == len(escritos)
