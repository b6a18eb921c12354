"""O que todo teste do atendimento encontra: os mundos das solicitações, e o da mesa."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from atendimento.models import Conversa
from contas.models import Usuario
from tests.atendimento import conversando
from tests.bancos import desfeito
from tests.solicitacoes import elenco, pedindo
from tests.solicitacoes.conftest import caixa_do_arquivo, limites_zerados, territorio_do_arquivo

__all__ = ["caixa_do_arquivo", "limites_zerados", "mesa_do_arquivo", "territorio_do_arquivo"]


@pytest.fixture(scope="module")
def mesa_do_arquivo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A unidade, o serviço, a Central e a Praça, feitos uma vez para o arquivo."""
    with django_db_blocker.unblock(), desfeito():
        elenco.distrito()
        elenco.servico()
        elenco.unidade()
        pedindo.central()
        pedindo.praca()
        yield


@pytest.fixture
def ana() -> Usuario:
    """Alguém da Central com a página das conversas aberta, em pausa."""
    return conversando.quem_atende(recebe=False)


@pytest.fixture
def esta(ana: Usuario) -> Conversa:
    """Uma conversa com ela."""
    return conversando.atendida(ana)


@pytest.fixture
def da_ana(ana: Usuario, client: Client) -> Client:
    """O navegador dela."""
    client.force_login(ana)
    return client
