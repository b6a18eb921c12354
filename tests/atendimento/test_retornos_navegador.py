"""Uma ligação de retorno até o fim, no navegador, e a chefia que a vê depois nos números."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from atendimento.models import Retorno
from contas.papeis import Papel
from tests.atendimento.ligando import central, na_lista
from tests.navegador.entrada import Entrar
from tests.navegador.telas import CELULAR, SEM_JAVASCRIPT
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db(transaction=True)


def pegar(pagina: Page) -> None:
    pagina.goto("/central/retornos/")
    verificar_pagina(pagina)
    pagina.get_by_role("button", name="Pegar a da vez").click()
    expect(pagina.get_by_role("heading", name="Ligação de retorno")).to_be_visible()
    expect(pagina.get_by_role("link", name="(11) 3333-4444")).to_be_visible()


def registrar(pagina: Page, resultado: str) -> None:
    pagina.get_by_text(resultado, exact=True).click()
    pagina.get_by_role("button", name="Registrar a ligação").click()


def test_nao_atendeu_liga_se_de_novo_e_diz_se(entrar: Entrar) -> None:
    """No celular; sem JavaScript, a primeira; cair no meio não perde a ligação que se pegou."""
    na_lista()
    ana = elenco.servidor(central(), nome="Ana Atende", papel=Papel.ATENDENTE)
    sem_programa = entrar(ana, **SEM_JAVASCRIPT)
    pegar(sem_programa)
    sem_programa.get_by_role("button", name="Registrar a ligação").click()
    expect(sem_programa.get_by_text("Diga o que houve na ligação.").first).to_be_visible()
    registrar(sem_programa, "Não atendeu, ou era outra pessoa")
    expect(sem_programa.get_by_role("heading", name="Ninguém espera uma ligação")).to_be_visible()
    Retorno.objects.update(proxima_em=timezone.now())
    pagina = entrar(ana, **CELULAR)
    pegar(pagina)
    verificar_pagina(pagina)
    pagina.goto("/central/retornos/")
    pagina.get_by_role("link", name="Continuar a ligação").click()
    expect(pagina.get_by_text("Não atendeu, ou era outra pessoa").last).to_be_visible()
    registrar(pagina, "Atendeu e ouviu o aviso")
    expect(pagina.get_by_role("heading", name="Ninguém espera uma ligação")).to_be_visible()
    assert Retorno.objects.get().situacao == Retorno.Situacao.DITO
    quem_chefia = elenco.servidor(central(), nome="Sônia", papel=Papel.CHEFIA)
    chefia = entrar(quem_chefia, **CELULAR)
    chefia.goto("/central/supervisao/")
    verificar_pagina(chefia)
    chefia.get_by_role("link", name="Ligação de retorno").click()
    expect(chefia.get_by_role("table").get_by_role("row")).to_have_count(3)
    chefia.get_by_role("table").get_by_role("link").first.click()
    expect(chefia.get_by_text("Central 156, ligação de retorno")).to_be_visible()
    expect(chefia.locator("body")).not_to_contain_text("Joana")
    verificar_pagina(chefia)
