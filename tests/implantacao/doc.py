"""A página docs/implantacao.md, como os testes a leem."""

from __future__ import annotations

import re
from functools import cache

from sp156.embutido.pastas import RAIZ


@cache
def texto() -> str:
    return (RAIZ / "docs" / "implantacao.md").read_text(encoding="utf-8")


def trechos() -> list[str]:
    """O que se manda escrever no terminal."""
    return re.findall(r"```sh\n(.*?)```", texto(), re.DOTALL)
