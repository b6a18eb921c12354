"""A reclamação inteira no navegador: do pedido atrasado à resposta conclusiva, por todas as mãos.

De dia, a reclamação está em `test_manifestar_navegador.py`, a resposta do órgão em
`test_orgao_navegador.py`, e o encaminhamento e a conclusão, pelo cliente, em `test_mesa_atos.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from contas.autor import Autor
from contas.segredos import chaves
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import Resposta, Situacao
from tests.navegador.vigia import verificar_pagina
from tests.ouvidoria import elenco

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.noturno]

MESA = {"width": 1280, "height": 900}
CELULAR = {"width": 390, "height": 844}
O_QUE = "O buraco continua aberto na frente da escola e já furou dois pneus."
DO_ORGAO = "A equipe voltou ao local na terça-feira e tapou o buraco com asfalto novo."
DA_OUVIDORIA = "O órgão tapou o buraco na terça-feira. Se abrir outra vez, peça a revisão desta resposta."


@pytest.fixture
def entrar(new_context: Callable[..., BrowserContext], base_url: str) -> Callable[[Autor | None, Any], Page]:
    """Uma página no navegador de quem age; de ninguém, é a de quem não entrou."""

    def abrir(quem: Autor | None, tela: Any) -> Page:
        contexto = new_context(viewport=tela)
        if quem and quem.usuario:
            cliente = Client()
            cliente.force_login(quem.usuario)
            cookie: Any = {"name": "sessionid", "value": cliente.cookies["sessionid"].value, "url": base_url}
            contexto.add_cookies([cookie])
        return contexto.new_page()

    return abrir


def _continuar(pagina: Page, botao: str = "Continuar") -> None:
    pagina.get_by_role("button", name=botao, exact=True).last.click()


def _reclamar(municipe: Page, pedido: str) -> Manifestacao:
    municipe.goto(f"/acompanhar/{pedido}/")
    municipe.get_by_role("button", name="Reclamar na Ouvidoria").click()
    municipe.get_by_label("O que aconteceu?").fill(O_QUE)
    _continuar(municipe)
    municipe.get_by_label("Não quero me identificar").check()
    _continuar(municipe)
    _continuar(municipe, "Enviar")
    caso = Manifestacao.objects.get()
    expect(municipe.get_by_text(caso.protocolo_escrito)).to_be_visible()
    verificar_pagina(municipe)
    return caso


def _encaminhar(ouvidoria: Page, caso: Manifestacao) -> None:
    ouvidoria.goto("/mesa/")
    ouvidoria.get_by_role("link", name=caso.protocolo_escrito).click()
    ouvidoria.get_by_role("button", name="Assumir", exact=True).click()
    verificar_pagina(ouvidoria)
    ouvidoria.get_by_role("link", name="Encaminhar a órgão").click()
    ouvidoria.get_by_label("O que o órgão lê").fill(O_QUE)
    orgao = ouvidoria.get_by_role("checkbox", name=re.compile(r"\(SMSUB\)"))
    if not orgao.is_checked():
        orgao.check()
    _continuar(ouvidoria, "Conferir antes de confirmar")
    expect(ouvidoria.get_by_role("article", name="O que SMSUB vai ver")).to_contain_text(O_QUE)
    _continuar(ouvidoria, "Encaminhar a órgão e avisar")
    expect(ouvidoria.get_by_text("A manifestação foi enviada.")).to_be_visible()


def _responder(orgao: Page, caso: Manifestacao) -> None:
    orgao.goto(f"/orgao/{caso.encaminhamentos.get().pk}/")
    expect(orgao.get_by_text(O_QUE)).to_be_visible()
    orgao.get_by_role("link", name="Responder", exact=True).click()
    orgao.get_by_label("Resposta à Ouvidoria").fill(DO_ORGAO)
    _continuar(orgao, "Conferir antes de confirmar")
    _continuar(orgao, "Responder à Ouvidoria")
    expect(orgao.get_by_text("A resposta foi à Ouvidoria.")).to_be_visible()


def _concluir(ouvidoria: Page, caso: Manifestacao) -> None:
    ouvidoria.goto("/mesa/?situacao=resposta_recebida")
    ouvidoria.get_by_role("link", name=caso.protocolo_escrito).click()
    expect(ouvidoria.get_by_text(DO_ORGAO).first).to_be_visible()
    ouvidoria.get_by_role("link", name="Concluir", exact=True).click()
    ouvidoria.get_by_label("Atendida", exact=True).check()
    ouvidoria.get_by_label("Resposta da Ouvidoria").fill(DA_OUVIDORIA)
    _continuar(ouvidoria, "Conferir antes de confirmar")
    _continuar(ouvidoria, "Concluir e avisar")
    expect(ouvidoria.get_by_text("Manifestação concluída.")).to_be_visible()
    verificar_pagina(ouvidoria)


def test_do_pedido_atrasado_a_resposta_conclusiva(entrar: Callable[[Autor | None, Any], Page]) -> None:
    pedido = elenco.pedido_vencido()
    quem_cuida, quem_responde = elenco.ogm(), elenco.interlocutor()
    municipe, ouvidoria = entrar(None, CELULAR), entrar(quem_cuida, MESA)
    caso = _reclamar(municipe, pedido.protocolo)
    _encaminhar(ouvidoria, caso)
    _responder(entrar(quem_responde, MESA), caso)
    _concluir(ouvidoria, caso)
    municipe.goto(f"/acompanhar/{caso.protocolo}/{chaves.chave_de(caso.protocolo)}/")
    expect(municipe.get_by_text(DA_OUVIDORIA).first).to_be_visible()
    expect(municipe.get_by_text(DO_ORGAO)).to_have_count(0)
    verificar_pagina(municipe)
    caso.refresh_from_db()
    assert (caso.situacao, caso.resposta) == (Situacao.CONCLUIDA, Resposta.ATENDIDA)
    assert (caso.solicitacao, caso.anonima) == (pedido, True)
