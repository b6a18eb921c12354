"""O que se fecha, e que nada do que se fechou se acha por subtração; o intervalo de uma proporção."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transparencia.intervalo import wilson
from transparencia.sigilo import pequena, que_se_abrem

PARTES = st.lists(st.integers(0, 12), min_size=2, max_size=2)


@given(st.dictionaries(st.integers(0, 9), PARTES, max_size=8), PARTES)
def test_o_que_fica_de_fora_da_soma_nunca_e_de_poucos(
    contas: dict[int, list[int]], escondidas: list[int]
) -> None:
    """Quem tem a soma e as abertas acha o resto: cada parte é de ninguém, de cinco, ou só está no fechado."""
    abertas = que_se_abrem(contas, escondidas)
    assert not any(pequena(contas[chave]) for chave in abertas)
    fora = [escondidas, *(partes for chave, partes in contas.items() if chave not in abertas)]
    resto = [sum(partes) for partes in zip(*fora, strict=True)]
    for i, parte in enumerate(resto):
        assert not pequena([parte]) or not any(contas[chave][i] for chave in abertas)


def test_fecha_a_menor_das_que_bastam() -> None:
    assert que_se_abrem({"a": [3], "b": [6], "c": [50], "d": [0]}) == {"c", "d"}
    assert que_se_abrem({"a": [20, 4], "b": [9, 9], "c": [7, 0]}) == {"c"}, "as partes, e não só o total"
    assert que_se_abrem({"a": [20], "b": [9]}) == {"a", "b"}
    assert que_se_abrem({"a": [20], "b": [9]}, [2]) == {"a"}, "o que só a soma conta também se esconde"


def test_o_intervalo_de_wilson() -> None:
    """Os valores são os da fórmula, feitos à parte."""
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)
    for sim, todos in ((1, 0), (3, 2), (-1, 4)):
        with pytest.raises(ValueError, match="não é uma proporção"):
            wilson(sim, todos)
