"""Quem serve onde, e as Praças que existem."""

from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from contas.papeis import Papel
from roteamento import consultas
from roteamento.models import Lotacao, Sucessao, Unidade
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


# --- unidades sem equipe ------------------------------------------------------------------


def test_quem_serve_na_superior_tem_as_caixas_das_subordinadas_sem_ninguem() -> None:
    """GAB → CPO (vazia) → STM (vazia) e STLP (com gente) → abaixo dela, vazia."""
    chefe = LotacaoFactory(papel=Papel.CHEFIA)
    cpo = UnidadeFactory(superior=chefe.unidade)
    stm, stlp = UnidadeFactory.create_batch(2, superior=cpo)
    outra = LotacaoFactory(unidade=stlp)
    abaixo = UnidadeFactory(superior=stlp)
    UnidadeFactory()
    esperadas = {chefe.unidade.pk, cpo.pk, stm.pk}
    assert consultas.papeis_de(chefe.usuario, HOJE) == dict.fromkeys(esperadas, Papel.CHEFIA)
    assert consultas.papeis_de(outra.usuario, HOJE) == {stlp.pk: Papel.SERVIDOR, abaixo.pk: Papel.SERVIDOR}


@pytest.mark.parametrize(
    ("campos", "herda"),
    [
        ({}, False),
        ({"papel": Papel.CHEFIA}, False),
        ({"papel": Papel.ATENDENTE}, True),
        ({"ate": date(2026, 11, 23)}, True),
        ({"de": date(2026, 11, 25)}, True),
        ({"de": HOJE, "ate": HOJE}, False),
    ],
)
def test_ter_equipe_e_ter_servidor_ou_chefia_no_dia(campos: dict[str, Any], herda: bool) -> None:
    de_cima = LotacaoFactory()
    vazia = UnidadeFactory(superior=de_cima.unidade)
    LotacaoFactory(unidade=vazia, **campos)
    assert (vazia.pk in consultas.papeis_de(de_cima.usuario, HOJE)) == herda


def test_so_herda_quem_trabalha_na_caixa() -> None:
    atendente = LotacaoFactory(papel=Papel.ATENDENTE)
    UnidadeFactory(superior=atendente.unidade)
    assert consultas.papeis_de(atendente.usuario, HOJE) == {atendente.unidade.pk: Papel.ATENDENTE}
    chefe = LotacaoFactory(papel=Papel.CHEFIA)
    UnidadeFactory(superior=chefe.unidade)
    assert consultas.papeis_de(chefe.usuario, HOJE, [Papel.SERVIDOR]) == {}
    assert len(consultas.papeis_de(chefe.usuario, HOJE, [Papel.CHEFIA])) == 2


def test_o_papel_da_propria_lotacao_vence_o_herdado() -> None:
    """Chefia em cima e atendente na de baixo: para a caixa vale o herdado; sem filtro, o próprio."""
    chefe = LotacaoFactory(papel=Papel.CHEFIA)
    praca = UnidadeFactory(superior=chefe.unidade)
    LotacaoFactory(usuario=chefe.usuario, unidade=praca, papel=Papel.ATENDENTE)
    assert consultas.papeis_de(chefe.usuario, HOJE)[praca.pk] == Papel.ATENDENTE
    da_caixa = consultas.papeis_de(chefe.usuario, HOJE, [Papel.SERVIDOR, Papel.CHEFIA])
    assert da_caixa[praca.pk] == Papel.CHEFIA


def test_a_sucessora_ve_o_que_a_antiga_deixou_e_as_subordinadas_dela() -> None:
    antiga = UnidadeFactory(vigente_ate=date(2026, 11, 23))
    filha = UnidadeFactory(superior=antiga)
    nova = LotacaoFactory()
    Sucessao.objects.create(antiga=antiga, nova=nova.unidade, em=HOJE)
    assert set(consultas.papeis_de(nova.usuario, HOJE)) == {nova.unidade.pk, antiga.pk, filha.pk}
    assert set(consultas.papeis_de(nova.usuario, date(2026, 11, 23))) == {nova.unidade.pk}


def test_um_laco_de_superiores_nao_prende() -> None:
    a = LotacaoFactory()
    b = UnidadeFactory(superior=a.unidade)
    a.unidade.superior = b
    a.unidade.save()
    assert set(consultas.papeis_de(a.usuario, HOJE)) == {a.unidade.pk, b.pk}


def test_uma_consulta_so_com_uma_herdada_e_com_cinquenta(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    eu = LotacaoFactory()
    acima = eu.unidade
    for _ in range(5):
        acima = UnidadeFactory(superior=acima)
        UnidadeFactory.create_batch(9, superior=acima)
    with django_assert_num_queries(1):
        assert len(consultas.papeis_de(eu.usuario, HOJE)) == 51
