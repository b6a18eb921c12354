"""Quanto custa a busca de ruas, na base que o banco tem: CPU deste processo e do PostgreSQL que o atende.

    uv run manage.py shell -c "from tests.roteamento.medir_busca import medir; medir()"

Não é teste: serve à medição e não roda no CI. Só lê, e só mede onde há `/proc`.
"""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

from django.db import connection

from roteamento.busca_de_ruas import ruas_chamadas
from roteamento.enderecamento import localizar

VEZES = 5
PROCURAS = (
    *("av paulista 1578", "paulis", "R. Líbero Bad", "libro badaro", "augsta", "sao", "av sao joao"),
    *("prof francisco morat", "profesor francisco morata", "01310-1", "01310-100", "sapopemba", "faria lima"),
    *("9 de julho", "25 de mar", "joao", "jose", "santos", "theresa mouco", "m boi mirim", "consolasao"),
    *("ipirnga", "vila", "dr", "rua dos", "xyzwq", "av marechal titu", "maria", "rua maria jose da silva"),
)
ENDERECOS: tuple[dict[str, str], ...] = (
    {"logradouro": "Av. Paulista", "numero": "1578"},
    {"logradouro": "Rua Augusta", "numero": "500", "cep": "01304001"},
    {"logradouro": "Av Sapopemba"},
    {"logradouro": "rua sao josé"},
    {"logradouro": "R Consolasao"},
    {"cep": "04562901"},
    {"cep": "04563030"},
)


def medir() -> None:
    """Uma linha por procura e, no fim, a mediana e a pior."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        banco = int((cursor.fetchone() or [0])[0])
    ruas_chamadas("aquecer")
    custos = []
    for texto in PROCURAS:
        inicio = _cpu(banco)
        for _ in range(VEZES):
            achadas = ruas_chamadas(texto)
        custos.append(_custo(inicio, banco, texto, ", ".join(str(rua) for rua in achadas[:2])))
    for endereco in ENDERECOS:
        inicio = _cpu(banco)
        for _ in range(VEZES):
            achado = localizar(**endereco)  # type: ignore[arg-type]
        custos.append(_custo(inicio, banco, " ".join(endereco.values()), achado.motivo[:60]))
    print(f"mediana {median(custos):.1f} ms, pior {max(custos):.1f} ms")  # noqa: T201


def _cpu(banco: int) -> tuple[float, float]:
    return time.process_time(), int(Path(f"/proc/{banco}/schedstat").read_text().split()[0]) / 1e9


def _custo(inicio: tuple[float, float], banco: int, texto: str, achado: str) -> float:
    fim = _cpu(banco)
    web, postgres = ((depois - antes) / VEZES * 1000 for antes, depois in zip(inicio, fim, strict=True))
    print(f"{texto:32} web {web:5.1f}  PostgreSQL {postgres:5.1f}  {achado}")  # noqa: T201
    return web + postgres
