"""Nada do que se fecha numa rede de somas se acha por subtração: distritos, subprefeituras e serviços."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from transparencia.paineis.rede import CIDADE, rede_de
from transparencia.sigilo import fechadas, pequena

DISTRITOS, SERVICOS = range(5), range(4)
GRUPO = {0: "a", 1: "a", 2: "b", 3: "b", 4: "c"}
TEMA = {"0": "x", "1": "x", "2": "y", "3": "z"}
CELULAS = st.fixed_dictionaries(
    {
        (f"d{d}", f"s{s}"): st.lists(st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9, 30]), min_size=2, max_size=2)
        for d, s in product(DISTRITOS, SERVICOS)
    }
)


@settings(max_examples=120, deadline=None)
@given(CELULAS)
def test_o_fechado_nao_se_acha_por_subtracao(celulas: dict[tuple[str, str], list[int]]) -> None:
    """Sabidas as abertas e todas as somas, nenhuma fechada fica com um valor só."""
    rede = rede_de(celulas, grupo=lambda d: f"g{GRUPO[int(d[1])]}", acima=lambda s: f"t{TEMA[s[1]]}")
    fora = fechadas(rede)
    assert all(conta in fora for conta, (_, _, partes) in rede.items() if pequena(partes))
    total = sum(sum(partes) for partes in celulas.values())
    if CIDADE in fora:
        assert total == 0 or not any(c not in fora and sum(rede[c][2]) for c in rede)
        return
    deduzidas = _deduzidas(rede, fora)
    assert not deduzidas, f"acham-se por subtração: {deduzidas}"


def _deduzidas(rede: dict[Any, Any], fora: set[Any]) -> set[Any]:
    """As incógnitas que o sistema das somas determina: eliminação exata, linha reduzida com um termo só."""
    ordem = sorted(fora, key=str)
    onde = {conta: i for i, conta in enumerate(ordem)}
    equacoes: dict[Any, list[Fraction]] = {}
    for conta in ordem:
        de, para, _ = rede[conta]
        for no, sinal in ((de, -1), (para, 1)):
            linha = equacoes.setdefault(no, [Fraction(0)] * len(ordem))
            linha[onde[conta]] += sinal
    linhas, feitas = list(equacoes.values()), list[list[Fraction]]()
    for coluna in range(len(ordem)):
        pivo = next((linha for linha in linhas if linha[coluna]), None)
        if pivo is None:
            continue
        linhas.remove(pivo)
        pivo = [valor / pivo[coluna] for valor in pivo]
        linhas = [_sem(linha, pivo, coluna) for linha in linhas]
        feitas = [*(_sem(linha, pivo, coluna) for linha in feitas), pivo]
    return {ordem[linha.index(Fraction(1))] for linha in feitas if sum(1 for valor in linha if valor) == 1}


def _sem(linha: list[Fraction], pivo: list[Fraction], coluna: int) -> list[Fraction]:
    return [a - linha[coluna] * b for a, b in zip(linha, pivo, strict=True)]
