"""Uma cópia do banco (pg_dump) restaurada em outro (pg_restore) traz tudo, e o portal trabalha nela."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from tests.bancos import apagar_banco, criar_banco
from tests.instalacao import Instalacao, copiar_banco, instalar

pytestmark = [pytest.mark.processo, pytest.mark.timeout(240)]

PEDIDOS = """
from tests.solicitacoes import elenco
from contas.acoes import selar
for n in range(3):
    elenco.solicitacao(logradouro=f"Rua {n} de Março – “Ação”")
elenco.solicitacao(identificacao=None)
selar(interessado=elenco.solicitacao().interessado)
"""
BUSCAR = """
from guia.consultas import buscar
for texto in ("buraco na rua", "ruas esburacadas", "arvore caindo", "lixo nao coletado"):
    print(texto, [servico.slug for servico in buscar(texto)])
"""
PEDIR = """
from itertools import count
from django.core.management import call_command
call_command("migrate", check_unapplied=True, verbosity=0)
from solicitacoes.models import Solicitacao
from tests.solicitacoes import elenco
elenco._serie = count(100)
antes = set(Solicitacao.objects.values_list("pk", "protocolo"))
caso = elenco.solicitacao()
print(caso.protocolo not in {protocolo for _, protocolo in antes}, caso.pk > max(pk for pk, _ in antes))
"""
TABELAS = """SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables
    WHERE schemaname = 'public' ORDER BY 1"""
RESTO = """SELECT 'indice ' || indexname FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'restricao ' || contype::text || ' ' || conname FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'funcao ' || proname || prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'extensao ' || extname FROM pg_extension
    UNION ALL SELECT 'sequencia ' || sequencename || coalesce(last_value, 0) FROM pg_sequences
        WHERE schemaname = 'public'
    ORDER BY 1"""


@pytest.fixture(scope="module")
def da_rodada() -> Iterator[Instalacao]:
    with instalar() as feita:
        yield feita


@pytest.fixture(scope="module")
def achados(da_rodada: Instalacao) -> str:
    """Faz os pedidos, no banco de que se tira a cópia; devolve o que a busca acha nele."""
    return da_rodada.python(PEDIDOS + BUSCAR)


@pytest.fixture(scope="module")
def cidade(da_rodada: Instalacao, achados: str) -> Instalacao:
    return da_rodada


@dataclass(frozen=True)
class Retrato:
    """O que havia num banco antes de alguém trabalhar nele."""

    linhas: dict[str, int]
    resto: set[str]


def retratar(feita: Instalacao) -> Retrato:
    """Quantas linhas tem cada tabela, e o mais que o banco guarda."""
    linhas = {
        tabela: feita.ler(f"SELECT count(*) FROM {tabela}")[0]  # noqa: S608 - nomes lidos do banco
        for tabela in feita.ler(TABELAS)
    }
    return Retrato(linhas, set(feita.ler(RESTO)))


@pytest.fixture(scope="module")
def copia(cidade: Instalacao) -> Iterator[tuple[Instalacao, Retrato]]:
    """A mesma instalação, sobre a cópia, e o que havia nela ao ser restaurada."""
    nome = cidade.banco.rpartition("/")[2] + "_copia"
    banco = criar_banco(nome)
    try:
        copiar_banco(cidade.banco, banco, cidade.pasta / "copia.dump")
        feita = replace(cidade, banco=banco, ambiente={**cidade.ambiente, "DATABASE_URL": banco})
        yield feita, retratar(feita)
    finally:
        apagar_banco(nome)


@pytest.fixture(scope="module")
def na_copia(copia: tuple[Instalacao, Retrato]) -> list[str]:
    """O que o portal da cópia disse, num processo só: o que a busca acha e o que foi de um pedido novo."""
    return copia[0].python(BUSCAR + PEDIR).splitlines()


def test_toda_tabela_tem_as_mesmas_linhas(cidade: Instalacao, copia: tuple[Instalacao, Retrato]) -> None:
    antes = retratar(cidade).linhas
    assert antes["public.solicitacoes_solicitacao"] == 5
    assert antes["public.guia_servico"] >= 40
    assert copia[1].linhas == antes


def test_indices_restricoes_funcoes_e_sequencias_sao_os_mesmos(
    cidade: Instalacao, copia: tuple[Instalacao, Retrato]
) -> None:
    assert copia[1].resto ^ retratar(cidade).resto == set()


def test_a_busca_acha_na_copia_o_mesmo(achados: str, na_copia: list[str]) -> None:
    assert achados.startswith("buraco na rua ['tapa-buraco'")
    assert na_copia[:-1] == achados.splitlines()


def test_o_portal_trabalha_na_copia(na_copia: list[str]) -> None:
    """Nenhuma migração pendente, que pararia o processo, e um pedido novo entra sem repetir número."""
    assert na_copia[-1].split() == ["True", "True"]
