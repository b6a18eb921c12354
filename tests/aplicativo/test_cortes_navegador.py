"""À noite, pedidos e atos da equipe com a rede cortada ao acaso: nada se perde nem se faz duas vezes."""

from __future__ import annotations

import json
import random
from itertools import cycle
from uuid import uuid4

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser

from assistente.aparelho import marca_da_conta
from contas.models import Usuario
from roteamento.models import Unidade
from solicitacoes import carga
from solicitacoes.models import Solicitacao
from tests.aplicativo.celular import APARELHO, PARA_ENVIAR, Abrir, Celular
from tests.aplicativo.cortes import DO_ATO, cortar, mandar_ate_ir, pedir_com_cortes, sortear
from tests.aplicativo.rede_ruim import Corte, Rede
from tests.navegador.entrada import quem_entra
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import territorio
from tests.solicitacoes.test_campo import CAIXA

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.noturno]
PEDIDOS, ATOS = 28, 10


def pedidos_cortados(abrir: Abrir, rede: Rede, acaso: random.Random) -> tuple[int, int]:
    """Perdidos e dobrados, dos pedidos de quem mora na cidade."""
    perdidos = 0
    with abrir() as aparelho:
        for _ in range(PEDIDOS):
            cache.clear()
            chave = pedir_com_cortes(aparelho, rede, acaso)
            feitos = Solicitacao.objects.filter(chave_de_envio=chave, anexos__isnull=False)
            perdidos += not feitos.exists()
    dobrados = sum(caso.anexos.count() > 1 for caso in Solicitacao.objects.all())
    return perdidos, dobrados + max(0, Solicitacao.objects.count() - PEDIDOS)


def atos_cortados(
    aparelho: Celular, rede: Rede, acaso: random.Random, quem: Usuario, caixa: Unidade
) -> tuple[int, int]:
    """Perdidos e dobrados, dos atos da equipe: em cada um, um corte no próprio ato e até mais dois."""
    casos = [elenco.solicitacao(caixa, numero=str(numero)) for numero in range(ATOS)]
    for caso, no_ato in zip(casos, cycle(Corte), strict=False):
        cortes = [("concluir/", no_ato), *sortear(acaso, DO_ATO, vezes=range(3))]
        cortar(rede, cortes, DO_ATO)
        mandar_ate_ir(aparelho, concluir(aparelho, caso, marca_da_conta(quem)))
    for caso in casos:
        caso.refresh_from_db()
    perdidos = sum(caso.aberta or not caso.anexos.exists() for caso in casos)
    return perdidos, sum(caso.versao > 2 or caso.anexos.count() > 1 for caso in casos)


def concluir(aparelho: Celular, caso: Solicitacao, conta: str) -> str:
    """Guarda o ato, com uma foto; devolve a chave."""
    campos = {"versao": "1", "resposta": elenco.FRASE, "envio": str(uuid4()), "confirmar": "sim"}
    return aparelho.guardar(
        "red",
        tipo="ato",
        destino=f"{CAIXA}{caso.protocolo}/concluir/",
        rotulo="Concluir",
        campos=[*campos.items()],
        conta=conta,
    )


@pytest.mark.timeout(1200)
def test_cortes_de_quem_pede_e_da_equipe_nem_perdem_nem_dobram(
    abrir: Abrir, browser: Browser, rede: Rede
) -> None:
    acaso = random.Random(156)
    territorio(identificacao="anonima")
    perdidos, dobrados = pedidos_cortados(abrir, rede, acaso)
    carga.carregar()
    caixa = elenco.unidade()
    quem = elenco.servidor(caixa)
    rede.boa()
    with browser.new_context(**APARELHO, base_url=rede.endereco) as contexto:
        pagina = quem_entra(lambda: contexto, rede.endereco)(quem)
        pagina.goto(PARA_ENVIAR)
        da_equipe = atos_cortados(Celular(contexto, pagina), rede, acaso, quem, caixa)
    feito = {
        "cortes": PEDIDOS + ATOS,
        "perdidos": perdidos + da_equipe[0],
        "dobrados": dobrados + da_equipe[1],
    }
    print(json.dumps(feito))  # noqa: T201 - é a resposta do trabalho da noite
    assert feito == {"cortes": PEDIDOS + ATOS, "perdidos": 0, "dobrados": 0}
    assert {corte for _, _, corte in rede.idas if corte} == set(Corte)
