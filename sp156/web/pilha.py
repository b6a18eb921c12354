"""Espaço de sobra para os quadros do Python, na função de que todo o trabalho parte.

O CPython guarda os quadros em pedaços de 16 KB: pede um ao sistema quando o anterior enche, e devolve-o assim
que se esvazia. Quem vai e vem na beira de um pedaço, como um modelo HTML ou o ORM sob muitos intermediários,
pede e devolve a mesma memória centenas de vezes por página, e cada vez o núcleo a zera de novo. A função que
diz precisar de muitos lugares recebe um pedaço do seu tamanho, e o que ela chama cabe no resto dele.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

LUGARES = 65_000
"""De 8 bytes: com o que o CPython soma, o pedaço é de 1 MB e sobra metade. Só gasta memória o que se usa."""


def com_folga[F: Callable[..., Any]](funcao: F) -> F:
    """A mesma função, com um pedaço só seu para os quadros do que ela chama."""
    funcao.__code__ = funcao.__code__.replace(co_stacksize=LUGARES)
    return funcao
