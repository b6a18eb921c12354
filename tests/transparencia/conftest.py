"""O que todo teste da transparência encontra."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def limites_zerados() -> None:
    """As contagens contra abuso não passam de um teste a outro."""
    cache.clear()
