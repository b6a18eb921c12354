"""O intervalo de uma proporção."""

from __future__ import annotations

import pytest

from transparencia.intervalo import wilson


def test_o_intervalo_de_wilson() -> None:
    """Os valores são os da fórmula, feitos à parte."""
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)
    for sim, todos in ((1, 0), (3, 2), (-1, 4)):
        with pytest.raises(ValueError, match="não é uma proporção"):
            wilson(sim, todos)
