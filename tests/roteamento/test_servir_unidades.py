"""Quem serve onde, e as Praças que existem."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from contas.papeis import Papel
from roteamento import consultas
from roteamento.models import Lotacao, Unidade
from tests.roteamento.factories import (
    DESDE,
    LotacaoFactory,
    PessoaFactory,
    SubprefeituraFactory,
    UnidadeFactory,
)

pytestmark = pytest.mark.django_db

HOJE = date(2026, 11, 24)


def test_as_unidades_de_quem_serve_sao_as_de_hoje_e_as_suas() -> None:
    atual = LotacaoFactory(unidade__sigla="B")
    eu = atual.usuario
    outra = LotacaoFactory(usuario=eu, unidade__sigla="A", papel=Papel.ATENDENTE, ate=HOJE)
    LotacaoFactory(usuario=eu, ate=date(2026, 11, 23))
    LotacaoFactory(usuario=eu, de=date(2026, 11, 25))
    LotacaoFactory()
    esta = {atual.unidade.pk: Papel.SERVIDOR}
    assert consultas.papeis_de(eu, HOJE) == {**esta, outra.unidade.pk: Papel.ATENDENTE}
    assert consultas.papeis_de(eu, HOJE, [Papel.SERVIDOR, Papel.CHEFIA]) == esta
    assert consultas.papeis_de(PessoaFactory(), HOJE) == {}


def test_o_papel_e_o_do_dia() -> None:
    lotacao = LotacaoFactory(ate=date(2026, 6, 30))
    eu, unidade = lotacao.usuario, lotacao.unidade
    LotacaoFactory(usuario=eu, unidade=unidade, papel=Papel.CHEFIA, de=date(2026, 7, 1))
    assert consultas.papeis_de(eu, date(2026, 6, 30)) == {unidade.pk: Papel.SERVIDOR}
    assert consultas.papeis_de(eu, date(2026, 7, 1)) == {unidade.pk: Papel.CHEFIA}
    assert consultas.papeis_de(eu, date(2019, 1, 1)) == {}


def test_pracas_vigentes_pelo_nome_da_subprefeitura() -> None:
    for nome in ("Sé", "Butantã", "Água Funda"):
        UnidadeFactory(praca=True, sigla=f"SMPR-PAT-{nome}", subprefeitura=SubprefeituraFactory(nome=nome))
    UnidadeFactory(praca=True, vigente_ate=date(2025, 1, 1))
    UnidadeFactory(atribuicao="CPO", subprefeitura=SubprefeituraFactory())
    UnidadeFactory(sigla="Central", atende_publico=True, telefone="156")
    nomes = [str(praca.subprefeitura) for praca in consultas.pracas(HOJE)]
    assert nomes == ["Água Funda", "Butantã", "Sé"]
    assert Unidade.objects.que_atendem_o_publico().count() == 5


@pytest.mark.parametrize("quantas", [1, 5])
def test_consultas_nao_crescem(quantas: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    eu = PessoaFactory()
    LotacaoFactory.create_batch(quantas, usuario=eu)
    UnidadeFactory.create_batch(quantas, praca=True)
    with django_assert_num_queries(1):
        assert len(consultas.papeis_de(eu, HOJE)) == quantas
    with django_assert_num_queries(1):
        assert len({str(praca.subprefeitura) for praca in consultas.pracas(HOJE)}) == quantas


def test_textos_das_linhas() -> None:
    lotacao = LotacaoFactory(usuario__nome="Ana", unidade__sigla="ILUME")
    assert str(lotacao) == "Ana em ILUME (Servidor)"
    assert lotacao.unidade.vigente_em(DESDE)
    assert not lotacao.unidade.vigente_em(date(2019, 12, 31))
    assert list(Lotacao.objects.vigentes(HOJE).de_usuario(lotacao.usuario)) == [lotacao]
