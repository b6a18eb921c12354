"""O ataque por subtração: sabidas as contas que se publicam e como se somam, que outras se acham."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from fractions import Fraction

type Equacao[C] = Mapping[C, int]
"""Quanto vale cada conta numa soma que dá zero."""


def soma[C: Hashable](total: C, parcelas: Iterable[C]) -> dict[C, int]:
    """A equação em que o total é a soma das parcelas."""
    return {**dict.fromkeys(parcelas, 1), total: -1}


def achadas[C: Hashable](equacoes: Iterable[Equacao[C]], sabidas: Collection[C]) -> set[C]:
    """As contas que não se publicaram e se acham: eliminação exata, até a linha reduzida ter um termo só."""
    reduzidas: dict[C, dict[C, Fraction]] = {}
    onde: dict[C, set[C]] = {}
    for equacao in equacoes:
        linha = {conta: Fraction(vez) for conta, vez in equacao.items() if conta not in sabidas}
        for conta in linha.keys() & reduzidas.keys():
            _tirar(linha, reduzidas[conta], conta)
        if not linha:
            continue
        pivo = min(linha, key=lambda conta: (len(onde.get(conta, ())), str(conta)))
        linha = {conta: vez / linha[pivo] for conta, vez in linha.items()}
        for outro in list(onde.get(pivo, ())):
            antes = set(reduzidas[outro])
            _tirar(reduzidas[outro], linha, pivo)
            for conta in antes ^ reduzidas[outro].keys():
                (onde.setdefault(conta, set()).add if conta in reduzidas[outro] else onde[conta].discard)(
                    outro
                )
        reduzidas[pivo] = linha
        for conta in linha:
            onde.setdefault(conta, set()).add(pivo)
    return {pivo for pivo, linha in reduzidas.items() if len(linha) == 1}


def _tirar[C: Hashable](linha: dict[C, Fraction], pivo: Mapping[C, Fraction], conta: C) -> None:
    vezes = linha[conta] / pivo[conta]
    for outra, vez in pivo.items():
        linha[outra] = linha.get(outra, Fraction(0)) - vezes * vez
        if not linha[outra]:
            del linha[outra]
