"""A regra que vê no texto um serviço ou uma reclamação: na dúvida, é informação."""

from __future__ import annotations

import pytest

from esic.pedir.o_que_parece import Parece, parece
from tests.esic.frases import AFINADAS, GUARDADAS

MENOS_ACERTOS = 14
"""Dos serviços e reclamações guardados, quantos a regra reconhece: o que se mediu, sem afinar."""


def _pares(frases: dict[Parece | None, tuple[str, ...]]) -> list[tuple[str, Parece | None]]:
    return [(frase, o_que) for o_que, todas in frases.items() for frase in todas]


@pytest.mark.parametrize(("frase", "esperado"), _pares(AFINADAS))
def test_reconhece_as_frases_com_que_se_escreveu(frase: str, esperado: Parece | None) -> None:
    assert parece(frase) == esperado


@pytest.mark.parametrize("frase", GUARDADAS[None])
def test_pedido_de_informacao_que_a_regra_nao_conhecia_segue_direto(frase: str) -> None:
    assert parece(frase) is None


def test_do_que_nao_conhecia_acerta_pelo_menos_a_metade() -> None:
    outras = [par for par in _pares(GUARDADAS) if par[1]]
    acertos = sum(parece(frase) == esperado for frase, esperado in outras)
    assert acertos >= MENOS_ACERTOS > len(outras) / 2


def test_ha_frases_bastantes_de_cada_lado() -> None:
    servicos_e_queixas = len([p for p in _pares(AFINADAS) + _pares(GUARDADAS) if p[1]])
    de_informacao = len(AFINADAS[None]) + len(GUARDADAS[None])
    assert min(servicos_e_queixas, de_informacao) >= 20


@pytest.mark.parametrize("texto", ["", "   ", "!!!", "ab", "x" * 4000])
def test_texto_estranho_nao_parece_nada(texto: str) -> None:
    assert parece(texto) is None
