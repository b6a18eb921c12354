"""No navegador, a chefia: põe alguém na equipe, vê o painel, escreve um modelo e abre um aviso pelo sino.

De dia, cada página tem os seus testes pelo cliente (`test_chefia_equipe.py`, `test_painel.py`,
`test_modelos_de_resposta.py`, `test_avisos_da_equipe.py`) e passa na varredura.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from avisos.models import Notificacao
from contas.papeis import Papel
from roteamento.models import Lotacao, Unidade
from solicitacoes import acoes
from solicitacoes.models import ModeloDeResposta
from solicitacoes.situacoes import Desfecho, Situacao
from tests.navegador.entrada import Entrar
from tests.navegador.telas import DE_SERVIDOR, com_javascript
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.noturno]


def _conferir(page: Page, opcoes: dict[str, Any]) -> None:
    if com_javascript(opcoes):
        verificar_pagina(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("opcoes", DE_SERVIDOR)
def test_equipe_painel_modelo_e_sino(entrar: Entrar, opcoes: dict[str, Any]) -> None:
    caixa = elenco.unidade()
    celia = elenco.servidor(caixa, nome="Célia Chefe", papel=Papel.CHEFIA)
    beto = elenco.servidor(caixa, nome="Beto Barros")
    elenco.pessoa("Nina Nova", email="nina@exemplo.invalid")
    ontem = timezone.now() - timedelta(days=1)
    for dias in (2, 20, 50):
        elenco.solicitacao(caixa, responsavel=beto, ha_dias=dias, vence_em=ontem)
    elenco.na_situacao(
        Situacao.FINALIZADA, caixa, desfecho=Desfecho.NAO_ENCONTRADO, encerrada_em=ontem, ha_dias=5
    )
    page = entrar(celia, **opcoes)
    page.goto(f"/caixa/{caixa.sigla}/")
    for passo in (_painel, _por_na_equipe, _ferias, _escrever_modelo, _sino):
        passo(page, caixa)
        _conferir(page, opcoes)
    assert Lotacao.objects.get(substitui=beto).usuario.nome == "Nina Nova"
    assert ModeloDeResposta.objects.get().unidade == caixa
    assert Notificacao.objects.get().lida_em


def _painel(page: Page, caixa: Unidade) -> None:
    """O "não encontrado" não conta como feito."""
    page.get_by_role("link", name="Painel da unidade").click()
    expect(page.get_by_role("heading", level=1, name=f"Painel: {caixa.sigla}")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Beto Barros"))).to_contain_text("3")
    expect(page.get_by_role("list", name="No período")).to_contain_text("0 feitos")
    expect(page.get_by_role("row", name=re.compile("não encontrado"))).to_contain_text("não")


def _por_na_equipe(page: Page, _caixa: Unidade) -> None:
    """Sem o e-mail a página diz o que falta e guarda o dia."""
    page.get_by_role("link", name="Equipe", exact=True).click()
    page.get_by_role("link", name="Pôr alguém na equipe").click()
    page.get_by_role("button", name="Pôr na equipe").click()
    expect(page).to_have_title(re.compile("^Erro:"))
    expect(page.get_by_label("Primeiro dia")).to_have_value(timezone.localdate().isoformat())
    page.get_by_label("E-mail da pessoa").fill("nina@exemplo.invalid")
    page.get_by_role("button", name="Pôr na equipe").click()
    expect(page.get_by_text("Nina Nova é da equipe a partir de")).to_be_visible()


def _ferias(page: Page, _caixa: Unidade) -> None:
    hoje = timezone.localdate()
    page.get_by_role("link", name="Férias ou licença de Beto Barros").click()
    expect(page.get_by_label("Quem vai estar fora?").locator("option:checked")).to_have_text("Beto Barros")
    page.get_by_label("E-mail de quem fica no lugar").fill("nina@exemplo.invalid")
    page.get_by_label("Primeiro dia fora").fill(hoje.isoformat())
    page.get_by_label("Último dia fora").fill((hoje + timedelta(days=10)).isoformat())
    page.get_by_role("button", name="Registrar").click()
    expect(page.get_by_text("Nina Nova fica no lugar de Beto Barros")).to_be_visible()


def _escrever_modelo(page: Page, _caixa: Unidade) -> None:
    """A variável errada volta com uma frase; a prévia não grava."""
    page.get_by_role("link", name="Modelos de resposta").click()
    page.get_by_role("link", name="Escrever um modelo").click()
    texto = page.get_by_label("Texto que o munícipe vai ler")
    page.get_by_label("Nome do modelo").fill("Buraco tapado")
    page.get_by_label("Para que serve?").select_option("finalizar/realizado")
    texto.fill("A equipe tapou o buraco de {{ rua }} hoje.")
    page.get_by_role("button", name="Ver como fica").click()
    expect(page.get_by_role("alert")).to_contain_text("{{ rua }} não existe nos modelos")
    texto.fill("A equipe tapou o buraco de {{ endereco }} hoje.")
    page.get_by_role("button", name="Ver como fica").click()
    expect(page.get_by_role("article", name="Como fica")).to_contain_text("Rua Líbero Badaró, 425")
    page.get_by_role("button", name="Guardar o modelo").click()
    expect(page.get_by_text("Modelo “Buraco tapado” guardado.")).to_be_visible()


def _sino(page: Page, caixa: Unidade) -> None:
    """Um pedido vem de outra unidade: o sino conta um, e abrir o aviso o zera."""
    ilume = elenco.unidade("ILUME", "Iluminação pública", subprefeitura=None)
    vindo, por = elenco.solicitacao(ilume), elenco.autor(elenco.pessoa("Iara"), ilume)
    acoes.transferir(caso=vindo, versao=vindo.versao, por=por, unidade=caixa, motivo=elenco.FRASE)
    page.reload()
    page.get_by_role("link", name=re.compile("^Avisos: 1 por ler")).click()
    page.get_by_role("button", name=re.compile("^Recebido de ILUME")).click()
    expect(page).to_have_url(re.compile(f"/{vindo.protocolo}/$"))
    expect(page.get_by_role("link", name="Avisos", exact=True)).to_be_visible()
