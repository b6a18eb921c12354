"""Quanto a mesa pergunta ao banco: o mesmo com um atendimento e com muitos, abertos ou feitos."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from atendimento.acoes import comecar, terminar
from atendimento.situacoes import Resultado
from guia.busca import indice
from tests.atendimento.atendendo import TUDO, NaMesa
from tests.solicitacoes.pedindo import central, territorio

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]

MAIS_CONSULTAS = {
    "início": 13,
    "busca": 6,
    "começar": 18,
    "ver": 20,  # uma é a dos números de emergência do serviço, e outra a de quanto tem levado
    "guardar": 22,
    "registrar": 63,  # uma é das frases que o serviço tem para os avisos; duas, do sigilo e da trava dele
    "ver o registrado": 16,
    "terminar": 14,
}
"""De cada resposta da mesa. Nenhuma cresce com o que já há."""


def _contar(fazer: Callable[[], Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as consultas:
        fazer()
    return len(consultas)


def _um_atendimento(client: Client) -> dict[str, int]:
    quem = NaMesa(client)
    escrito = {"logradouro": "Rua Líbero Badaró", "numero": "425", "nome": "Maria"}
    passos: dict[str, Callable[[], Any]] = {
        "início": lambda: client.get("/central/"),
        "busca": lambda: client.get("/central/?q=buraco", headers={"HX-Request": "true"}),
        "começar": lambda: quem.comecar("tapa-buraco"),
        "ver": quem.ver,
        "guardar": lambda: quem.guardar(escrito),
        "registrar": lambda: quem.client.post(quem.endereco(), {"rascunho": rascunho, **TUDO}),
        "ver o registrado": quem.ver,
        "terminar": lambda: client.post(quem.endereco("terminar"), {"resultado": Resultado.PEDIDO}),
    }
    contas = {}
    for nome, fazer in passos.items():
        rascunho = str(quem.rascunho.pk) if nome == "registrar" else ""
        contas[nome] = _contar(fazer)
    return contas


def test_as_consultas_de_cada_resposta(client: Client, subtests: pytest.Subtests) -> None:
    indice.atualizar([territorio().pk])
    _um_atendimento(client)  # o que se lê uma vez por processo
    contas = _um_atendimento(client)
    quem = NaMesa(client)
    for _ in range(5):
        comecar(atendente=quem.quem, unidade=central())
        terminar(atendimento=comecar(atendente=quem.quem, unidade=central()), resultado=Resultado.ENGANO)
    com_mais = _um_atendimento(client)
    for nome, quantas in contas.items():
        with subtests.test(nome):
            assert com_mais[nome] <= quantas, "cresce com o que há"
            assert quantas <= MAIS_CONSULTAS[nome], (nome, quantas)
