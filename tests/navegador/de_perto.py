"""O que se espera do navegador se pergunta de perto: a cada meio décimo, e não a cada meio segundo.

O Playwright pergunta logo, aos 20 e aos 70 milésimos, depois a cada décimo e por fim a cada meio segundo, a
menos que o prazo seja curto. Aqui o prazo comprido é feito de curtos: o que nunca acontece demora o mesmo.
"""

from __future__ import annotations

import time
from typing import Any

from playwright._impl.assertions import AssertionsBase, LocatorAssertions, PageAssertions

CURTO = 490
"""Milésimos; abaixo de 500 o Playwright deixa de lado os intervalos de um décimo e de meio segundo."""


def perguntar_de_perto() -> None:
    """Vale para todo `expect` deste processo."""
    for tipo in (LocatorAssertions, PageAssertions):
        tipo._call_expect = _de_perto(tipo._call_expect)  # type: ignore[method-assign]


def _de_perto(perguntar: Any) -> Any:
    async def perguntar_de_novo(
        esperado: AssertionsBase, expressao: str, opcoes: dict[str, Any], titulo: str | None
    ) -> Any:
        ate = time.monotonic() + opcoes["timeout"] / 1000
        while True:
            resta = max((ate - time.monotonic()) * 1000, 1)
            achado = await perguntar(esperado, expressao, {**opcoes, "timeout": min(resta, CURTO)}, titulo)
            if achado["matches"] != esperado._is_not or resta <= CURTO:
                return achado

    return perguntar_de_novo
