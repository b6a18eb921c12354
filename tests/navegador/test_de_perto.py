"""O prazo comprido faz-se de curtos, e o que não acontece falha no fim dele."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from playwright._impl.assertions import LocatorAssertions, PageAssertions

from tests.navegador.de_perto import CURTO, _de_perto

COMPRIDO = 15_000


def perguntar(acontece: int, timeout: int, *, nega: bool = False) -> tuple[bool, list[float]]:
    """O que se acha, e o prazo de cada pergunta; acontece à vez que se diz."""
    prazos: list[float] = []

    async def do_playwright(_esperado: Any, _expressao: str, opcoes: dict[str, Any], _titulo: None) -> Any:
        prazos.append(opcoes["timeout"])
        return {"matches": (len(prazos) >= acontece) is not nega}

    pergunta = _de_perto(do_playwright)(SimpleNamespace(_is_not=nega), "", {"timeout": timeout}, None)
    with pytest.raises(StopIteration) as acabou:
        pergunta.send(None)
    return acabou.value.value["matches"] is not nega, prazos


@pytest.mark.parametrize("nega", [False, True])
def test_pergunta_de_novo_ate_acontecer(nega: bool) -> None:  # noqa: FBT001 - é o caso do teste
    assert perguntar(3, COMPRIDO, nega=nega) == (True, [CURTO] * 3)
    assert perguntar(1, COMPRIDO, nega=nega) == (True, [CURTO])


def test_o_que_nao_acontece_acaba_com_o_prazo() -> None:
    achou, prazos = perguntar(2, 30)
    assert not achou
    assert len(prazos) == 1
    assert prazos[0] <= 30


def test_vale_para_todo_expect() -> None:
    for tipo in (LocatorAssertions, PageAssertions):
        assert tipo._call_expect.__qualname__.startswith(_de_perto.__name__)
