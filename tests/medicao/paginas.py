"""Uma página que se mede e o que ela pode custar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tests.medicao.medidor import (
    RODADAS,
    Navegante,
    cronometrar,
    explicar,
    gravar_consultas,
    mais_lenta,
)

PUBLICO = ""


@dataclass(frozen=True, slots=True)
class Pagina:
    """Um endereço, quem o pede e o alvo em milissegundos de CPU (None: só se mede)."""

    nome: str
    endereco: str
    alvo: float | None = None
    quem: str = PUBLICO
    htmx: bool = False
    antes: float | None = None
    """O que custava em 1º de dezembro de 2026, com seis milhões de pedidos."""


def medir_pagina(pagina: Pagina, quem: Navegante, repeticoes: int) -> dict[str, Any]:
    """Os números de uma página. Levanta ValueError se ela não responde 200."""

    def pedir() -> tuple[int, bytes]:
        return quem.pedir(pagina.endereco, htmx=pagina.htmx)

    codigo, corpo = pedir()
    if codigo != 200:  # noqa: PLR2004
        raise ValueError(f"{pagina.nome} ({pagina.endereco}) respondeu {codigo}.")
    custo = cronometrar(pedir, repeticoes)
    pedidos = [gravar_consultas(pedir) for _ in range(min(RODADAS, repeticoes))]
    lenta = mais_lenta(pedidos)
    total = round(custo.total, 2)
    return {
        "endereco": pagina.endereco,
        "bytes": len(corpo),
        "consultas": len(pedidos[-1]),
        "web_ms": round(custo.web, 2),
        "postgres_ms": None if custo.postgres is None else round(custo.postgres, 2),
        "total_ms": total,
        "alvo_ms": pagina.alvo,
        "dentro": pagina.alvo is None or total <= pagina.alvo,
        "mais_lenta": {"sql": resumo(lenta.sql), "plano": explicar(lenta)} if lenta else None,
    }


def resumo(sql: str) -> str:
    """A consulta sem a lista de colunas, que não diz nada."""
    return re.sub(r"^SELECT .{60,}? FROM ", "SELECT … FROM ", sql, count=1, flags=re.DOTALL)
