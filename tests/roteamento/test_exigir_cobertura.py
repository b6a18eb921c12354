"""Um serviço só se abre a pedidos se todo distrito tem destino."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from guia.models import VersaoDoServico
from guia.publicacao.exigencias import exigencias
from roteamento.conferencia.exigencias import cobertura
from roteamento.models import Distrito
from tests.roteamento.factories import (
    DESDE,
    DistritoFactory,
    RegraFactory,
    ServicoFactory,
    UnidadeFactory,
    de_ate,
)

pytestmark = pytest.mark.django_db

DIA = date(2026, 11, 24)


@pytest.fixture
def distritos() -> list[Distrito]:
    UnidadeFactory(triagem=True)
    return [DistritoFactory(nome=nome) for nome in ("Sé", "Perus", "Lapa")]


@pytest.fixture
def versao(distritos: list[Distrito]) -> VersaoDoServico:
    return VersaoDoServico(servico=ServicoFactory(), nome="Tapa-buraco", solicitavel=True)


def test_uma_regra_da_cidade_para_uma_unidade_basta(versao: VersaoDoServico) -> None:
    RegraFactory(servico=versao.servico)
    assert cobertura(versao, DIA) == []


def test_sem_regra_nenhuma(versao: VersaoDoServico) -> None:
    assert cobertura(versao, DIA) == ["Diga que unidade cuida deste serviço."]
    assert cobertura(versao)[0] in exigencias(versao), "o Guia pergunta antes de publicar"


def test_servico_que_nao_se_pede_aqui_nao_precisa_de_regra(versao: VersaoDoServico) -> None:
    versao.solicitavel = False
    assert cobertura(versao, DIA) == []


def test_diz_os_distritos_sem_destino(versao: VersaoDoServico, distritos: list[Distrito]) -> None:
    RegraFactory(servico=versao.servico, distrito=distritos[1])
    RegraFactory(servico=versao.servico, distrito=distritos[0], logradouro="Rua Direita")
    assert cobertura(versao, DIA) == ["Os pedidos destes lugares ficariam sem destino: Lapa, Sé."]


def test_muitos_distritos_sem_destino_se_resumem(versao: VersaoDoServico) -> None:
    DistritoFactory.create_batch(5)
    RegraFactory(servico=versao.servico, vigencia=de_ate(DESDE, DIA))
    (falta,) = cobertura(versao, DIA)
    assert falta.endswith(" e mais 3.")


def test_atribuicao_precisa_de_unidade_viva_em_toda_subprefeitura(
    versao: VersaoDoServico, distritos: list[Distrito]
) -> None:
    RegraFactory(servico=versao.servico, unidade=None, atribuicao="CPO-STM")
    unidades = [
        UnidadeFactory(atribuicao="CPO-STM", subprefeitura=distrito.subprefeitura) for distrito in distritos
    ]
    assert cobertura(versao, DIA) == []
    unidades[0].vigente_ate = date(2026, 1, 1)
    unidades[0].save()
    assert cobertura(versao, DIA) == ["Os pedidos destes lugares ficariam sem destino: Sé."]


def test_quem_nao_pede_endereco_nao_pode_depender_do_lugar(
    versao: VersaoDoServico, distritos: list[Distrito]
) -> None:
    versao.precisa_de_endereco = False
    regra = RegraFactory(servico=versao.servico)
    assert cobertura(versao, DIA) == []
    RegraFactory(servico=versao.servico, distrito=distritos[0], unidade=regra.unidade)
    assert "não pede endereço" in cobertura(versao, DIA)[0]


@pytest.mark.parametrize("quantos", [1, 5])
def test_consultas_nao_crescem_com_os_distritos(
    versao: VersaoDoServico, quantos: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    DistritoFactory.create_batch(quantos)
    RegraFactory(servico=versao.servico)
    with django_assert_num_queries(5):
        cobertura(versao, DIA)
