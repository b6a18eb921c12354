"""Duas abas do mesmo atendimento, e quem fica sem rede no meio de um pedido: nada se perde."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, Response, expect

from atendimento import acoes
from atendimento.acoes.distribuir import SEM_SINAL
from atendimento.models import Atendimento, Conversa
from guia.busca import indice
from solicitacoes.models import Solicitacao
from tests.atendimento.conversando import atendida, depressa, quem_atende, sempre_aberta
from tests.atendimento.teclado import procurar
from tests.navegador.entrada import Entrar
from tests.navegador.telas import MESA
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes.pedindo import central, territorio

pytestmark = pytest.mark.django_db(transaction=True)
AVISO = "Noutra aba também se escreveu neste pedido"


@pytest.fixture(autouse=True)
def cidade(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    indice.atualizar([territorio().pk])
    sempre_aberta()
    depressa(monkeypatch)


def abrir(pagina: Page, esta: Conversa, onde: str = "") -> str:
    este = Atendimento.objects.abertos().get(conversa=esta)
    pagina.goto(f"/central/{este.codigo}/{onde}")
    return pagina.url


def escrever(pagina: Page, **campos: str) -> None:
    """Os campos, e espera-se que o que se escreveu no último fique guardado."""
    ultimo, escrito = list(campos.items())[-1]

    def leva(dita: Response) -> bool:
        return parse_qs(dita.request.post_data or "").get(ultimo) == [escrito]

    with pagina.expect_response(leva) as guardado:
        for campo, texto in campos.items():
            pagina.locator(f"#id_{campo}").fill(texto)
        pagina.locator("#registrar").focus()
    guardado.value.finished()


def test_duas_abas_e_quem_fica_sem_rede(entrar: Entrar) -> None:
    ana, bia = quem_atende(recebe=False), quem_atende(recebe=False)
    esta = atendida(ana)
    uma = entrar(ana, **MESA)
    endereco = abrir(uma, esta)
    procurar(uma)
    expect(uma.locator("#id_logradouro")).to_be_focused()
    escrever(uma, logradouro="Rua Líbero Badaró", numero="425", nome="Maria Silva")

    outra = uma.context.new_page()
    outra.goto(endereco)
    expect(outra.locator("#id_nome")).to_have_value("Maria Silva")
    escrever(outra, descricao="Há uma moto caída.")
    escrever(uma, nome="Maria da Silva")
    uma.get_by_text("Menor que um prato").click()
    uma.locator("[name=cpf]").fill("529.982.247-25")
    uma.locator("#registrar").click()
    expect(uma.get_by_role("status").filter(has_text=AVISO)).to_be_visible()
    verificar_pagina(uma)
    expect(uma.locator("#id_descricao")).to_have_value("Há uma moto caída.")
    expect(uma.locator("#id_nome")).to_have_value("Maria da Silva")
    outra.close()

    uma.context.set_offline(True)
    uma.locator("#id_descricao").fill("Há uma moto caída no meio.")
    acoes.devolver(conversa=esta, motivo=SEM_SINAL)
    acoes.tomar(conversa=esta, por=bia, unidade=central())
    uma.context.set_offline(False)
    uma.locator("#registrar").click()
    expect(uma.locator("#falha")).to_contain_text("o que se escrevia no pedido foi com ela")
    expect(uma.locator("#id_descricao")).to_have_value("Há uma moto caída no meio.")
    verificar_pagina(uma)
    assert not Solicitacao.objects.exists()

    dela = entrar(bia, **MESA)
    abrir(dela, esta)
    expect(dela.locator("#id_descricao")).to_have_value("Há uma moto caída no meio.")
    dela.locator("#registrar").click()
    expect(dela.locator(".sp-registrado")).to_be_visible()
    assert Solicitacao.objects.get().descricao == "Há uma moto caída no meio."
