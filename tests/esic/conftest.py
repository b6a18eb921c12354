"""O que todo teste do acesso à informação encontra."""

import pytest
from django.core.cache import cache

from tests import bancos


@pytest.fixture(autouse=True)
def limites_zerados() -> None:
    """As contagens contra abuso não passam de um teste a outro."""
    cache.clear()
    bancos.esquecer()
