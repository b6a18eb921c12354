"""O que um estranho, um curioso ou um envio malfeito não conseguem pelas páginas do pedido."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client

from contas import chaves
from solicitacoes.models import Solicitacao
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limpo() -> None:
    cache.clear()
    elenco.cargas()


@pytest.fixture
def caso() -> Solicitacao:
    return elenco.solicitacao(descricao="Buraco fundo perto da banca")


def _abrir(client: Client, caso: Solicitacao) -> None:
    client.get(f"/acompanhar/{caso.protocolo}/{chaves.chave_de(caso.protocolo)}/")


@pytest.mark.parametrize("resto", ["", "mandar/", "cancelar/", "AAAAAAAA/"])
def test_numero_com_caractere_nulo_nao_existe(client: Client, resto: str) -> None:
    assert client.get(f"/acompanhar/1{quote(chr(0))}2/{resto}").status_code == 404


def test_caixa_com_caractere_nulo_nao_existe(client: Client, caso: Solicitacao) -> None:
    client.force_login(elenco.servidor(caso.unidade))
    assert client.get(f"/caixa/S{quote(chr(0))}/").status_code == 404
    assert client.get(f"/caixa/{caso.unidade.sigla}/1{quote(chr(0))}/").status_code == 404
