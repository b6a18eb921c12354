"""O que os testes do roteamento pedem."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from avisos import carga as carga_de_avisos
from guia import carga as carga_do_guia
from protocolo import carga as carga_do_protocolo
from roteamento import carga


@pytest.fixture(scope="module")
def referencia(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, int]]:
    """Tudo o que vem com o projeto, carregado uma vez por arquivo de testes e desfeito no fim."""
    with django_db_blocker.unblock(), transaction.atomic():
        for anterior in (carga_de_avisos, carga_do_protocolo, carga_do_guia):
            anterior.carregar()
        yield carga.carregar()
        transaction.set_rollback(True)
