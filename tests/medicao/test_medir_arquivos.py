"""Arquivos caros ao mesmo tempo: o portal recebe ou recusa todos, refaz à parte, e as páginas não esperam."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.instalacao import Instalacao, instalar
from tests.medicao.arquivos_hostis import Medida, atacar

pytestmark = [pytest.mark.processo, pytest.mark.timeout(600)]

QUANTOS_DE_DIA, QUANTOS = 5, 20
RECEBIDO, RECUSADO = 303, 422
DECIDIDOS = "SELECT situacao, fila, original FROM protocolo_quarentena"


@pytest.fixture(scope="module")
def no_ar() -> Iterator[Instalacao]:
    with instalar() as feita:
        for nome in ("agenda", "arquivos", "web"):
            feita.subir(nome)
        yield feita


def conferir(no_ar: Instalacao, medida: Medida, quantos: int) -> None:
    assert len(medida.respostas) == quantos, no_ar.registros()
    assert set(medida.respostas) <= {RECEBIDO, RECUSADO}, no_ar.registros()
    decididos = no_ar.ler(DECIDIDOS)
    assert decididos
    assert all(situacao in {"pronto", "recusado"} for situacao, *_ in decididos)
    assert all(tuple(resto) == (None, "") for _, *resto in decididos)


def test_os_caros_se_decidem_a_parte(no_ar: Instalacao) -> None:
    conferir(no_ar, atacar(no_ar, QUANTOS_DE_DIA, calma=1), QUANTOS_DE_DIA)


@pytest.mark.noturno
def test_vinte_arquivos_caros_nao_param_as_paginas(no_ar: Instalacao) -> None:
    """95 em cada 100 páginas demoram no máximo o triplo do que demoram com o portal parado."""
    medida = atacar(no_ar, QUANTOS, calma=10)
    print(f"p95 {medida.calma * 1000:.0f} ms → {medida.atacada * 1000:.0f} ms: {medida.vezes:.1f} vezes")  # noqa: T201
    conferir(no_ar, medida, QUANTOS)
    assert medida.vezes <= 3
