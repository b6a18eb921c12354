"""O `medir` enche uma cidade, sobe o servidor e diz o que cada página custa; à noite, o que piorou."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from contas.cpf_e_cnpj import validar_cpf
from contas.models import Municipe
from protocolo import numero
from solicitacoes.models import Solicitacao
from tests import bancos
from tests.bancos import rodada
from tests.instalacao import modelo
from tests.medicao.management.commands.medir import COLUNAS
from tests.medicao.no_servidor import passa

DO_PEDIDO = "pedido, ao servidor"


@pytest.fixture
def banco_so_dela(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Uma cópia do conteúdo que o servidor também vê: o que se enche fica gravado."""
    conteudo = modelo()
    monkeypatch.setenv("STATIC_ROOT", str(rodada() / "modelo" / "estaticos"))
    nome = bancos.do_processo_com("medir", lambda nome: bancos.criar_banco(nome, conteudo))
    with django_db_blocker.unblock(), bancos.na_copia(nome):
        yield


def medir(*opcoes: str) -> str:
    saida = StringIO()
    call_command("medir", *opcoes, stdout=saida)
    return saida.getvalue()


@pytest.mark.processo
@pytest.mark.usefixtures("banco_so_dela")
def test_mede_no_servidor_uma_cidade_cheia() -> None:
    medido = json.loads(medir("--encher=150", "--segundos=0", "--so=pedido, ao", "--json"))
    assert medido["pedidos"]["todos"] == Solicitacao.objects.count() == 300
    assert all(numero.validar(um) for um in Solicitacao.objects.values_list("protocolo", flat=True))
    cpfs = set(Municipe.objects.values_list("cpf", flat=True))
    assert cpfs == {validar_cpf(um) for um in cpfs} != set()
    assert set(medido["pisos"]) == {"nada", "cinquenta linhas", "uma linha gravada"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM medicao_piso")
        assert cursor.fetchone()[0] > 0
    assert DO_PEDIDO in medido["paginas"]
    for pagina in medido["paginas"].values():
        assert set(COLUNAS) <= set(pagina)
        assert pagina["total_ms"] == pytest.approx(pagina["web_ms"] + pagina["postgres_ms"], abs=0.02)
        assert pagina["consultas"] > 0


def test_compara_se_com_o_piso_da_hora() -> None:
    """Alvo 10 com o piso a 2,5 são quatro pisos; e um quinto de folga."""
    assert not passa({"alvo_ms": 10, "vezes_linhas": 4.8})
    assert passa({"alvo_ms": 10, "vezes_linhas": 4.9})
    assert not passa({"alvo_ms": None, "vezes_linhas": 99})


@pytest.mark.noturno
@pytest.mark.processo
@pytest.mark.timeout(1200)
@pytest.mark.usefixtures("banco_so_dela")
def test_nenhuma_pagina_passa_um_quinto_do_alvo() -> None:
    medido = json.loads(medir("--encher=100000", "--json"))
    custo = {nome: (uma["vezes_linhas"], uma["alvo_ms"]) for nome, uma in medido["paginas"].items()}
    assert {nome: custo[nome] for nome, uma in medido["paginas"].items() if uma["acima"]} == {}


def test_recusa_banco_que_nao_e_de_medicao(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EMBUTIDO = False
    monkeypatch.setitem(connection.settings_dict, "NAME", "producao")
    with pytest.raises(CommandError, match="“producao” não é um banco de medição"):
        medir("--encher=1")
