"""Arquivos caros ao mesmo tempo: o portal recebe ou recusa todos, refaz à parte, e as páginas não esperam.

A versão de segundos está em `tests/documentos/`: o que a quarentena faz com cada um.
"""

from __future__ import annotations

import pytest

from tests.instalacao import instalar
from tests.medicao.arquivos_hostis import atacar

pytestmark = [pytest.mark.processo, pytest.mark.timeout(600)]

QUANTOS = 20
RECEBIDO, RECUSADO = 303, 422
DECIDIDOS = "SELECT situacao, fila, original FROM protocolo_quarentena"


@pytest.mark.noturno
def test_vinte_arquivos_caros_nao_param_as_paginas() -> None:
    """95 em cada 100 páginas demoram no máximo o triplo do que demoram com o portal parado."""
    with instalar(processos_da_web=2) as no_ar:
        for nome in ("agenda", "arquivos", "web"):
            no_ar.subir(nome)
        medida = atacar(no_ar, QUANTOS, calma=10)
        print(f"p95 {medida.calma * 1000:.0f} ms → {medida.atacada * 1000:.0f} ms: {medida.vezes:.1f} vezes")  # noqa: T201
        assert len(medida.respostas) == QUANTOS, no_ar.registros()
        assert set(medida.respostas) <= {RECEBIDO, RECUSADO}, no_ar.registros()
        decididos = no_ar.ler(DECIDIDOS)
        assert decididos
        assert all(situacao in {"pronto", "recusado"} for situacao, *_ in decididos)
        assert all(tuple(resto) == (None, "") for _, *resto in decididos)
        assert medida.vezes <= 3
