"""Quanto custa a busca de ruas, na base que o banco tem: CPU deste processo e do PostgreSQL que o atende.

    uv run manage.py shell -c "from tests.medicao.ruas import medir; medir()"

Não é teste: serve à medição e não roda no CI. Só lê.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from statistics import median

from roteamento.ruas.busca import ruas_chamadas
from roteamento.ruas.no_banco import localizar
from tests.medicao.medidor import cronometrar

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
    procuras: dict[str, Callable[[], object]] = {texto: partial(ruas_chamadas, texto) for texto in PROCURAS}
    for endereco in ENDERECOS:
        procuras[" ".join(endereco.values())] = partial(localizar, **endereco)  # type: ignore[arg-type]
    custos = []
    for texto, procurar in procuras.items():
        custo = cronometrar(procurar, VEZES)
        print(f"{texto:32} web {custo.web:5.1f}  PostgreSQL {custo.postgres or 0:5.1f}")  # noqa: T201
        custos.append(custo.total)
    print(f"mediana {median(custos):.1f} ms, pior {max(custos):.1f} ms")  # noqa: T201
