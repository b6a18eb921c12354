"""“Sair rápido” desde a primeira página: a do serviço sigiloso e a busca que responde a violência."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.guia.factories import RespostaDeBuscaFactory, ServicoFactory

pytestmark = pytest.mark.django_db


def _tem_saida(client: Client, endereco: str, **cabecalhos: str) -> bool:
    pagina = BeautifulSoup(client.get(endereco, headers=cabecalhos).content, "lxml")
    saidas = pagina.select("a[data-sair]")
    assert len(saidas) <= 1
    assert not pagina.select('form[action*="apagar"]'), "aqui ainda não há o que apagar"
    return bool(saidas)


def test_a_pagina_do_servico_sigiloso_tem_a_saida_e_a_dos_outros_nao(client: Client) -> None:
    sigiloso, comum = ServicoFactory.create(sigiloso=True), ServicoFactory.create()
    assert _tem_saida(client, sigiloso.get_absolute_url())
    assert not _tem_saida(client, comum.get_absolute_url())


def test_a_busca_cujo_primeiro_servico_e_sigiloso_tem_a_saida_tambem_ao_digitar(client: Client) -> None:
    ServicoFactory.create(sigiloso=True)
    ServicoFactory.create(versao__nome="Tapar buraco na rua")
    assert _tem_saida(client, "/servicos/?q=violência contra mulher")
    assert _tem_saida(client, "/servicos/?q=violência contra mulher", **{"HX-Request": "true"})
    assert not _tem_saida(client, "/servicos/?q=buraco na rua")
    assert not _tem_saida(client, "/servicos/")


def test_a_busca_que_responde_com_o_numero_de_quem_sofre_violencia_tem_a_saida(client: Client) -> None:
    apoio = [{"numero": "180", "quem": "Central de Atendimento à Mulher, 24 horas"}]
    RespostaDeBuscaFactory.create(emergencia=True)
    RespostaDeBuscaFactory.create(slug="mulher", urgente=True, telefones=apoio, quando=["ele me bate"])
    assert _tem_saida(client, "/servicos/?q=ele me bate")
    assert not _tem_saida(client, "/servicos/?q=incêndio em casa")
