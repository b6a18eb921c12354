"""O que todo teste das solicitações encontra."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django import DjangoDbBlocker

from tests.bancos import desfeito
from tests.solicitacoes import elenco, pedindo


@pytest.fixture(autouse=True)
def limites_zerados() -> None:
    """As contagens contra abuso não passam de um teste a outro."""
    cache.clear()


@pytest.fixture(scope="module")
def caixa_do_arquivo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A unidade, o distrito e o serviço que `elenco.solicitacao()` usa, feitos uma vez para o arquivo."""
    with django_db_blocker.unblock(), desfeito():
        elenco.distrito()
        elenco.servico()
        elenco.unidade()
        yield


@pytest.fixture(scope="module")
def territorio_do_arquivo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A Sé de `pedindo.territorio()`, feita uma vez; cada teste do arquivo se desfaz sobre ela."""
    with django_db_blocker.unblock(), desfeito():
        pedindo.territorio()
        yield


@pytest.fixture(autouse=True)
def lote_de_uma_ida(monkeypatch: pytest.MonkeyPatch) -> None:
    """O lote dos testes cabe numa ida, por ocupada que esteja a máquina; quem prova as idas diz outra."""
    monkeypatch.setattr("solicitacoes.caixa.fazer_lote.PASSO", 120.0)
