"""O serviço cujo órgão não deu o prazo, da página ao dia de reclamar: nenhum dia se promete.

De dia, cada página está, pelo cliente, em `test_sem_prazo_do_orgao.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from guia.models import Servico
from ouvidoria.models import Manifestacao
from protocolo.prazos import promessa
from protocolo.prazos.em_palavras import dia, dias_passados
from solicitacoes.models import Solicitacao
from tests.navegador.telas import CELULAR, SEM_JAVASCRIPT
from tests.navegador.test_pedido import ROLA, continuar
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes.pedindo import territorio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.noturno]

SEM_PRAZO = "O órgão responsável ainda não informou o prazo deste serviço. "
SEM_PRAZO += "Se o pedido não for concluído em 30 dias, você pode reclamar na Ouvidoria."
UM_DIA = re.compile(r"\d{2}/\d{2}/\d{4}")
PROMESSAS = re.compile("até 30 dias|Resposta até|responde até|faltam|atrasad|O prazo passou", re.IGNORECASE)


@pytest.fixture
def servico() -> Servico:
    cache.clear()
    return territorio(prazo_provisorio=True, perguntas=[], identificacao="anonima")


def conferir(pagina: Page, *dias: str) -> None:
    """A página não rola de lado, nada promete e dos dias só diz estes."""
    pagina.wait_for_load_state()
    assert not pagina.evaluate(ROLA)
    dito = pagina.locator("main").inner_text()
    assert not PROMESSAS.search(dito), dito
    assert {*UM_DIA.findall(dito)} <= {*dias}, dito


def pedir(pagina: Page, servico: Servico) -> Solicitacao:
    """Da página do serviço ao comprovante, sem JavaScript."""
    pagina.goto(servico.get_absolute_url())
    expect(pagina.get_by_text(SEM_PRAZO)).to_be_visible()
    conferir(pagina, dia(timezone.now()))
    pagina.get_by_role("button", name="Solicitar").click()
    pagina.get_by_label("Rua, avenida ou praça").fill("Rua Líbero Badaró")
    pagina.get_by_label("Número", exact=True).fill("425")
    pagina.get_by_label("Conte com as suas palavras").fill("Buraco em frente ao ponto de ônibus.")
    continuar(pagina)
    expect(pagina.get_by_role("heading", name="Confira e envie")).to_be_visible()
    expect(pagina.get_by_text(SEM_PRAZO)).to_be_visible()
    conferir(pagina)
    pagina.get_by_label("Não quero me identificar").check()
    pagina.get_by_role("button", name="Enviar pedido").click()
    expect(pagina.get_by_role("heading", name="Pedido registrado")).to_be_visible()
    return Solicitacao.objects.get()


def faltando(dias: int, caso: Solicitacao) -> str:
    """Passa o tempo até faltarem tantos dias para o de já poder reclamar, e diz o dia em que se pediu."""
    antes = promessa.reclamar_desde(caso) - timezone.localdate() - timedelta(days=dias)
    Solicitacao.objects.update(aberta_em=F("aberta_em") - antes, vence_em=F("vence_em") - antes)
    caso.refresh_from_db()
    return dia(caso.aberta_em)


def test_do_servico_sem_prazo_a_reclamacao(
    new_context: Callable[..., BrowserContext], servico: Servico
) -> None:
    sem, pagina = new_context(**SEM_JAVASCRIPT).new_page(), new_context(**CELULAR).new_page()
    caso = pedir(sem, servico)
    desde, hoje = f"{promessa.reclamar_desde(caso):%d/%m/%Y}", dia(caso.aberta_em)
    assert (promessa.reclamar_desde(caso) - timezone.localdate()).days > 30
    expect(sem.get_by_text(f"O órgão ainda não informou o prazo. A partir de {desde}, se o")).to_be_visible()
    conferir(sem, desde)
    sem.get_by_role("link", name="Ver o comprovante").click()
    expect(sem.get_by_text(f"A partir de {desde}, se o pedido não estiver concluído")).to_be_visible()
    conferir(sem, desde, hoje)
    aberto, amanha = faltando(1, caso), f"{timezone.localdate() + timedelta(days=1):%d/%m/%Y}"
    pagina.goto(f"/acompanhar/{caso.protocolo}/")
    expect(pagina.get_by_text("O órgão ainda não informou.", exact=True)).to_be_visible()
    expect(pagina.get_by_text(f"A partir de {amanha}.", exact=True)).to_be_visible()
    expect(pagina.get_by_role("button", name="Reclamar na Ouvidoria")).to_have_count(0)
    conferir(pagina, amanha, aberto, hoje)
    aberto = faltando(0, caso)
    pagina.reload()
    ha = dias_passados(caso.aberta_em, timezone.now())
    expect(pagina.get_by_text(f"Aberto há {ha} dias, sem conclusão.").first).to_be_visible()
    conferir(pagina, aberto, hoje)
    verificar_pagina(pagina)
    reclamar(pagina, caso)


def reclamar(pagina: Page, caso: Solicitacao) -> None:
    """Do pedido à Ouvidoria: o protocolo e o que houve já vêm escritos."""
    pagina.get_by_role("button", name="Reclamar na Ouvidoria").click()
    expect(pagina.get_by_label("Número do protocolo do pedido")).to_have_value(caso.protocolo)
    expect(pagina.get_by_label("Demorou demais e ninguém atendeu")).to_be_checked()
    verificar_pagina(pagina)
    pagina.get_by_label("O que aconteceu?").fill("Ninguém veio até hoje.")
    continuar(pagina)
    pagina.get_by_label("Não quero me identificar").check()
    continuar(pagina)
    pagina.get_by_role("button", name="Enviar").click()
    expect(pagina.get_by_role("heading", level=1)).to_contain_text("registrada")
    reclamacao = Manifestacao.objects.get()
    assert (reclamacao.tipo, reclamacao.solicitacao) == ("reclamacao", caso)
