"""A grade do mapa: só contas. O quadrado de um ponto e o que o contém."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roteamento.grade import MAIS_FUNDO, Quadrado, lado

LATITUDES, LONGITUDES = st.floats(-24.1, -23.3), st.floats(-46.9, -46.3)


def _do_ponto(lat: float, lon: float, nivel: int) -> Quadrado:
    """Como o banco o acha."""
    alto, largo = lado(nivel)
    return Quadrado(nivel, math.floor(lat / alto), math.floor(lon / largo))


@given(LATITUDES, LONGITUDES, st.integers(0, MAIS_FUNDO), st.integers(0, MAIS_FUNDO))
def test_o_ponto_esta_no_seu_quadrado_e_no_que_o_contem(lat: float, lon: float, um: int, outro: int) -> None:
    fundo, raso = max(um, outro), min(um, outro)
    quadrado = _do_ponto(lat, lon, fundo)
    sul, oeste, norte, leste = quadrado.limites
    assert sul <= lat < norte
    assert oeste <= lon < leste
    assert quadrado.no_nivel(raso) == _do_ponto(lat, lon, raso)
    assert Quadrado.ler(str(quadrado)) == quadrado


@pytest.mark.parametrize(
    "escrito",
    ["", "8", "8.1", "8.1.2.3", "12.1.1", "8.-.1", "8.1e9.1", "٨.1.1", "8.1234567.1", "-1.1.1", "8.1.1\n"],
)
def test_o_que_nao_e_quadrado_nao_se_le(escrito: str) -> None:
    assert Quadrado.ler(escrito) is None


def test_o_quadrado_e_quadrado_no_chao() -> None:
    alto, largo = lado(8)
    assert alto / (largo * math.cos(math.radians(23.6))) == pytest.approx(1, abs=0.01)
    assert alto * 111_320 == pytest.approx(272, abs=1)
