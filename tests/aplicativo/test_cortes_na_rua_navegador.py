"""À noite, dez atos da equipe com a rede cortada ao acaso: nenhum se perde, nenhum se faz duas vezes."""

from __future__ import annotations

import json
import random
from itertools import cycle
from uuid import uuid4

import pytest
from playwright.sync_api import Browser

from assistente.aparelho import marca_da_conta
from solicitacoes import carga
from solicitacoes.models import Solicitacao
from tests.aplicativo.celular import APARELHO, PARA_ENVIAR, Celular
from tests.aplicativo.rede_ruim import Corte, Rede
from tests.navegador.entrada import quem_entra
from tests.solicitacoes import elenco
from tests.solicitacoes.test_campo import CAIXA

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.noturno]
QUANTOS = 10
PARTES = ("ficha/", "concluir/")


def cortar(rede: Rede, acaso: random.Random, no_ato: Corte) -> None:
    """Um corte no próximo ato, e até mais dois no caminho dele."""
    mais = [(acaso.choice(PARTES), acaso.choice(list(Corte))) for _ in range(acaso.randint(0, 2))]
    cortes = [("concluir/", no_ato), *mais]

    def decidir(_metodo: str, caminho: str) -> Corte | None:
        for corte in cortes:
            if caminho.endswith(corte[0]):
                cortes.remove(corte)
                return corte[1]
        return None

    rede.decidir = decidir


def concluir(aparelho: Celular, caso: Solicitacao, conta: str) -> None:
    """Guarda o ato com uma foto, e manda até ir."""
    campos = {"versao": "1", "resposta": elenco.FRASE, "envio": str(uuid4()), "confirmar": "sim"}
    chave = aparelho.guardar(
        "red",
        tipo="ato",
        destino=f"{CAIXA}{caso.protocolo}/concluir/",
        rotulo="Concluir",
        campos=[*campos.items()],
        conta=conta,
    )
    for _ in range(8):
        aparelho.enviar()
        if aparelho.estado(chave) == "enviado":
            break


@pytest.mark.timeout(600)
def test_dez_cortes_na_rua_nem_perdem_nem_dobram(browser: Browser, rede: Rede) -> None:
    carga.carregar()
    caixa, acaso = elenco.unidade(), random.Random(156)
    quem = elenco.servidor(caixa)
    casos = [elenco.solicitacao(caixa, numero=str(numero)) for numero in range(QUANTOS)]
    with browser.new_context(**APARELHO, base_url=rede.endereco) as contexto:
        pagina = quem_entra(lambda: contexto, rede.endereco)(quem)
        pagina.goto(PARA_ENVIAR)
        for caso, no_ato in zip(casos, cycle(Corte), strict=False):
            cortar(rede, acaso, no_ato)
            concluir(Celular(contexto, pagina), caso, marca_da_conta(quem))
    for caso in casos:
        caso.refresh_from_db()
    perdidos = sum(caso.aberta or not caso.anexos.exists() for caso in casos)
    dobrados = sum(caso.versao > 2 or caso.anexos.count() > 1 for caso in casos)
    feito = {"cortes": QUANTOS, "perdidos": perdidos, "dobrados": dobrados}
    print(json.dumps(feito))  # noqa: T201 - é a resposta do trabalho da noite
    assert feito == {"cortes": QUANTOS, "perdidos": 0, "dobrados": 0}
    assert {corte for _, _, corte in rede.idas if corte} == set(Corte)
