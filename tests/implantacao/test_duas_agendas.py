"""Duas máquinas, duas agendas: cada rotina corre duas vezes no mesmo instante e faz o que uma faria.

O mundo é o banco cheio do pouso anterior, e o tempo anda: vencem prazos, complementos, guardas e cópias.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from tempfile import TemporaryDirectory
from threading import Barrier

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from pyrage.x25519 import Identity
from pytest_django import DjangoDbBlocker

from sp156.configuracao import AGENDA
from sp156.copia.models import Copia
from tests import bancos
from tests.pouso.test_migrar import linhas, restaurar

pytestmark = [pytest.mark.noturno, pytest.mark.timeout(600)]
DIAS = (0, 8, 45, 200)
"""Os dias, depois de hoje, em que toda a agenda corre."""
A_PARTE = {"guia.aprender_a_busca"}
"""Num processo seu, que lê o ambiente e não o banco do teste; grava uma linha só."""
RODADAS = {"roteamento_conferenciaderotas", "protocolo_rodadaderetencao"}
"""Uma linha por cada vez que a rotina correu: a segunda, a seguir à primeira, é outra."""
ENSAIADAS = "cópias ensaiadas"
"""Conta-se com as tabelas, mas o ensaio só anota a cópia que já lá está."""


@pytest.fixture(scope="module")
def mundo(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """O banco de que partem as duas cidades, e a chave das cópias delas."""
    nome = bancos.do_processo_com("agendas", restaurar)
    pasta, dona = tmp_path_factory.mktemp("copias"), Identity.generate()
    (pasta / "identidade").write_text(f"{dona}\n", encoding="ascii")
    ambiente = override_settings(
        COPIA_DESTINATARIO=[str(dona.to_public())],
        COPIA_IDENTIDADE=str(pasta / "identidade"),
    )
    with django_db_blocker.unblock(), ambiente:
        with bancos.na_copia(nome):
            call_command("migrate", interactive=False, verbosity=0)
            call_command("carregar_referencia", verbosity=0)
        yield nome


def tarefa(nome: str) -> Callable[[], None]:
    aplicativo, _, funcao = nome.partition(".")
    feita: Callable[[], None] = getattr(import_module(f"{aplicativo}.tasks"), funcao)
    return feita


def correr(rotina: Callable[[], None], juntas: int) -> list[str]:
    """O que falhou: tantas ao mesmo tempo, cada uma com a sua ligação, como em trabalhadores diferentes."""
    partida = Barrier(juntas)

    def uma() -> None:
        try:
            partida.wait()
            rotina()
        finally:
            connection.close()

    with ThreadPoolExecutor(juntas) as threads:
        feitas = [threads.submit(uma) for _ in range(juntas)]
    return [f"{type(erro).__name__}: {erro}" for feita in feitas if (erro := feita.exception())]


@contextmanager
def pastas_so_dela() -> Iterator[None]:
    """Os arquivos e as cópias de uma cidade: na pasta da outra, a cópia mais nova não seria a dela."""
    with (
        TemporaryDirectory() as arquivos,
        TemporaryDirectory() as copias,
        override_settings(MEDIA_ROOT=arquivos, COPIA_DESTINO=copias),
    ):
        yield


def passar_os_dias(mundo: str, juntas: int) -> tuple[list[dict[str, int]], list[str]]:
    """Quantas linhas tem cada tabela no fim de cada dia, em que a agenda toda correu, e o que falhou."""
    ao_fim: list[dict[str, int]] = []
    falhas: list[str] = []
    nome = f"{mundo}_{juntas}"
    bancos.apagar_banco(nome)
    bancos.criar_banco(nome, mundo)
    cache.clear()
    hoje = timezone.now().replace(hour=15)
    try:
        with bancos.na_copia(nome), pastas_so_dela():
            for dias in DIAS:
                with time_machine.travel(hoje + timedelta(days=dias), tick=True):
                    for rotina in (nome for nome in AGENDA if nome not in A_PARTE):
                        falhas += [f"{rotina}: {falha}" for falha in correr(tarefa(rotina), juntas)]
                ao_fim.append({**linhas(), ENSAIADAS: Copia.objects.exclude(ensaiada_em=None).count()})
            return ao_fim, falhas
    finally:
        bancos.apagar_banco(nome)


def test_cada_coisa_se_faz_uma_vez(
    mundo: str, caplog: pytest.LogCaptureFixture, subtests: pytest.Subtests
) -> None:
    with bancos.na_copia(mundo):
        antes = linhas()
    uma, _ = passar_os_dias(mundo, 1)
    caplog.clear()
    duas, falhas = passar_os_dias(mundo, 2)
    fizeram = {tabela for dia in uma for tabela in antes if dia[tabela] > antes[tabela]}
    assert {"esic_andamento", "ouvidoria_andamento", "solicitacoes_andamento"} <= fizeram
    assert {"avisos_aviso", "avisos_envio", "avisos_notificacao", "atendimento_contadodia"} <= fizeram
    assert "copia_copia" in fizeram
    assert [dia[ENSAIADAS] for dia in uma] == [1, 2, 3, 4]
    assert falhas == []
    for depois, so, juntas in zip(DIAS, uma, duas, strict=True):
        with subtests.test(f"{depois} dias depois"):
            assert {t: (so[t], juntas[t]) for t in so.keys() - RODADAS if so[t] != juntas[t]} == {}
    assert [linha.getMessage() for linha in caplog.records if linha.levelno >= logging.ERROR] == []
