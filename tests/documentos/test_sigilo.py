"""O que se fecha em qualquer publicação: nada do que é pequeno se acha pelas somas, e o resto diz-se."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documentos.relatorios.sigilo import fechadas, meses_que_se_abrem, pequena, que_se_abrem
from tests.ataque import achadas, soma

GRUPO = {"a": "ab", "b": "ab", "c": "cd", "d": "cd"}
COLUNAS = ("x", "y", "z")
CELULAS = st.fixed_dictionaries(
    {
        onde: st.lists(st.sampled_from([0, 0, 1, 2, 4, 5, 6, 9, 30]), min_size=2, max_size=2)
        for onde in product(GRUPO, COLUNAS)
    }
)


@settings(max_examples=150, deadline=None)
@given(CELULAS)
def test_nenhuma_parte_pequena_se_acha_pelas_somas(celulas: dict[tuple[str, str], list[int]]) -> None:
    """Linhas em grupos, colunas, e de cada conta, se não se cala, também se sabe quantos foram ao todo."""
    contas: dict[tuple[str, str], list[int]] = {}
    parcelas: dict[tuple[tuple[str, str], str], set[tuple[str, str]]] = {}
    for (linha, coluna), partes in celulas.items():
        grupo = GRUPO[linha]
        for onde in ((linha, coluna), (linha, ""), (grupo, coluna), (grupo, ""), ("", coluna), ("", "")):
            contas[onde] = [a + b for a, b in zip(contas.get(onde, [0, 0]), partes, strict=True)]
        for total, parte in (
            ((linha, ""), (linha, coluna)),
            ((grupo, coluna), (linha, coluna)),
            (("", coluna), (grupo, coluna)),
            (("", ""), ("", coluna)),
            ((grupo, ""), (linha, "")),
        ):
            parcelas.setdefault((total, "linhas" if parte[0] != total[0] else "colunas"), set()).add(parte)
        parcelas.setdefault((("", ""), "linhas"), set()).add((grupo, ""))
    somas = [(total, quais) for (total, _), quais in parcelas.items()]
    ja = fechadas({onde: [sum(partes)] for onde, partes in contas.items()}, somas)
    ao_todo = contas.keys() - ja
    fora = fechadas(contas, somas, ja=ja, ao_todo=ao_todo)
    assert {onde for onde, partes in contas.items() if pequena(partes)} <= fora
    verdade = {(onde, i): n for onde, partes in contas.items() for i, n in enumerate(partes) if n}
    equacoes = [
        soma((total, i), [(parte, i) for parte in quais if (parte, i) in verdade])
        for total, quais in somas
        for i in (0, 1)
        if (total, i) in verdade
    ]
    equacoes += [{(onde, i): 1 for i in (0, 1) if (onde, i) in verdade} for onde in ao_todo]
    sabidas = {(onde, i) for onde, i in verdade if onde not in fora}
    # O que a outra tabela já disse sozinha não se fecha aqui: decide-se antes dela (ADR 0093).
    pela_outra = achadas(equacoes, set())
    assert [parte for parte in achadas(equacoes, sabidas) - pela_outra if verdade[parte] < 5] == []


def test_fecha_a_menor_das_que_bastam() -> None:
    def abertas(contas: dict[str, list[int]], **sabe: list[str]) -> set[str]:
        return contas.keys() - fechadas(contas, [(None, contas)], **sabe)

    assert abertas({"a": [3], "b": [6], "c": [50], "d": [0]}) == {"c", "d"}, "zero não é de ninguém"
    assert abertas({"a": [20, 4], "b": [9, 9], "c": [7, 0]}) == {"c"}, "as partes, e não só o total"
    assert abertas({"a": [20], "b": [9]}) == {"a", "b"}
    assert abertas({"a": [20], "b": [9], "c": [2]}, sem_linha=["c"]) == {"a"}, (
        "o que só a soma conta também se acha"
    )
    assert abertas({"a": [20], "b": [9], "c": [2]}, ditas=["b"]) == {"b"}, "o que já se disse não se desdiz"
    assert abertas({"a": [20], "b": [9], "c": [7]}, ja=["a"]) == {"b"}


@pytest.mark.parametrize(
    ("contas", "abertas"),
    [
        ({1: 4, 2: 3, 3: 9}, {3: 9}),
        ({1: 5, 2: 9}, {1: 5, 2: 9}),
        ({1: 4, 2: 6, 3: 9}, {3: 9}),
        ({1: 4, 2: 6}, {}),
        ({1: 4}, {}),
        ({1: 0, 2: 6}, {1: 0, 2: 6}),
        ({None: 2, 2: 7, 3: 7}, {3: 7}),
        ({1: 1, 2: 1, 3: 9}, {}),
        ({1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 9}, {}),
    ],
    ids=[
        "duas",
        "nenhuma",
        "uma fecha outra",
        "todas",
        "só ela",
        "zero",
        "sem chave",
        "soma pequena",
        "uma em cada",
    ],
)
def test_as_irmas_ao_lado_da_soma_delas(
    contas: dict[int | None, int], abertas: dict[int | None, int]
) -> None:
    assert que_se_abrem(contas) == abertas


def test_o_que_se_disse_de_um_mes_nao_se_desdiz_no_seguinte() -> None:
    meses = {"2025-01": 9, "2025-02": 2, "2025-03": 6, "2025-04": 30, "2026-01": 8}
    for ate in range(1, len(meses) + 1):
        ditos = meses_que_se_abrem(dict(list(meses.items())[:ate]))
        esperados = {"2025-01": 9, "2025-04": 30, "2026-01": 8}
        assert ditos == {mes: n for mes, n in esperados.items() if mes in list(meses)[:ate]}
