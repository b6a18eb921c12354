"""“E o meu pedido?”: a pessoa liga, acha-se pelo protocolo, reconhece-se, ouve a resposta e acrescenta.

De dia, achar e reconhecer estão em `test_teclas_navegador.py`, e ler e acrescentar em
`test_ao_telefone_navegador.py` e, pelo cliente, em `test_agir_em_nome.py`.
"""

from __future__ import annotations

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, ViewportSize, expect

from atendimento.models import Atendimento, BuscaDePessoa
from atendimento.situacoes import Resultado
from contas.papeis import Papel
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Tipo
from tests.navegador.entrada import Entrar
from tests.navegador.telas import CELULAR
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import atendente, central

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.noturno]
LARGA: ViewportSize = {"width": 1280, "height": 900}


@pytest.fixture(autouse=True)
def limites() -> None:
    cache.clear()


@pytest.fixture
def caso() -> Solicitacao:
    elenco.distrito()
    return elenco.solicitacao()


def _achar(pagina: Page, caso: Solicitacao) -> None:
    """Do atendimento ao candidato, sem nada que diga quem é."""
    pagina.goto("/central/")
    pagina.get_by_role("button", name="Começar").first.click()
    pagina.get_by_label("CPF, telefone, e-mail ou protocolo").fill(caso.protocolo_escrito)
    pagina.get_by_role("button", name="Procurar a pessoa").click()
    achado = pagina.locator(".sp-relacionados__um")
    expect(achado).to_contain_text("Tapa-buraco")
    expect(pagina.locator("main")).not_to_contain_text("Maria")
    verificar_pagina(pagina)
    achado.get_by_role("link").click()


def _reconhecer(pagina: Page) -> None:
    """Um erro não diz qual, e não perde o que se escreveu; os certos abrem os casos."""
    pagina.get_by_label("Nome completo").fill("Maria Silva")
    pagina.get_by_label("E-mail").fill("outra@exemplo.invalid")
    pagina.get_by_label("Rua do pedido").fill("Líbero Badaró")
    verificar_pagina(pagina)
    pagina.get_by_role("button", name="Conferir").click()
    expect(pagina.locator("#erros")).to_contain_text("Não confere")
    expect(pagina.get_by_label("Nome completo")).to_have_value("Maria Silva")
    verificar_pagina(pagina)
    pagina.get_by_label("E-mail").fill("maria@exemplo.invalid")
    pagina.get_by_role("button", name="Conferir").click()
    expect(pagina.locator("#quem")).to_contain_text("1 caso da pessoa")
    verificar_pagina(pagina)


def test_e_o_meu_pedido(entrar: Entrar, caso: Solicitacao) -> None:
    pagina = entrar(atendente(central()), **CELULAR)
    _achar(pagina, caso)
    _reconhecer(pagina)
    pagina.set_viewport_size(LARGA)
    verificar_pagina(pagina)
    pagina.locator("#quem").get_by_role("button", name="Ler").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Tapa-buraco")
    expect(pagina.locator(".sp-linha")).to_contain_text("Pedido registrado")
    verificar_pagina(pagina)
    pagina.get_by_role("link", name="Mandar mais informações").click()
    pagina.get_by_label("O que a pessoa diz").fill("O buraco está maior.")
    verificar_pagina(pagina)
    pagina.get_by_role("button", name="Mandar").click()
    expect(pagina.locator(".sp-linha")).to_contain_text("O buraco está maior.")
    pagina.get_by_role("link", name="Voltar ao atendimento").click()
    pagina.get_by_role("button", name="Terminar: Andamento lido").click()
    expect(pagina.get_by_role("heading", name="Novo atendimento")).to_be_visible()
    feito = Atendimento.objects.get()
    assert feito.resultado == Resultado.ANDAMENTO
    assert BuscaDePessoa.objects.get().achados == 1
    assert caso.andamentos.get(tipo=Tipo.INFORMACAO).papel == Papel.ATENDENTE
