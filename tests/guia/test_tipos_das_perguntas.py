"""As perguntas que vêm com o Guia: a placa, o CNPJ, o e-mail e a data de nascimento têm o seu tipo."""

from __future__ import annotations

import re

import pytest

from guia.perguntas import Tipo
from tests.guia.lidos import SERVICOS

SO_ISSO = {
    Tipo.PLACA: re.compile(r"^(qual|que)( é| era)?( a)? placa\b", re.IGNORECASE),
    Tipo.CNPJ: re.compile(r"^(qual|que)( é)?( o)? cnpj\b", re.IGNORECASE),
    Tipo.EMAIL: re.compile(r"^qual é o e-mail\b", re.IGNORECASE),
    Tipo.NASCIMENTO: re.compile(r"\bnascimento\b|\bnasceu\b", re.IGNORECASE),
}
"""O começo da pergunta que só pede isso."""
OUTRA_COISA = re.compile(r" ou | e ", re.IGNORECASE)
"""“A placa ou o alvará”: a resposta pode ser outra coisa."""


def test_quem_so_pede_isso_confere_o_que_se_escreve(subtests: pytest.Subtests) -> None:
    achados = 0
    for servico in SERVICOS:
        for pergunta in servico.get("perguntas", []):
            rotulo = pergunta["rotulo"]
            livre = pergunta["tipo"] in {Tipo.TEXTO, Tipo.DATA} or pergunta["tipo"] in SO_ISSO
            certo = next((tipo for tipo, dito in SO_ISSO.items() if dito.search(rotulo)), None)
            if certo is None or not livre or OUTRA_COISA.search(rotulo):
                continue
            achados += 1
            with subtests.test(servico=servico["slug"], pergunta=rotulo):
                assert pergunta["tipo"] == certo
    assert achados >= 50
