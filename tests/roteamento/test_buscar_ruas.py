"""Ruas sugeridas enquanto se escreve: parte do nome, com erros, com o número junto, ou o começo do CEP."""

import pytest
from pytest_django import DjangoAssertNumQueries

from roteamento.models import Distrito, Logradouro
from roteamento.ruas.busca import ruas_chamadas
from tests.roteamento.factories import DistritoFactory, LogradouroFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def se() -> Distrito:
    linha: Distrito = DistritoFactory(nome="Sé")
    return linha


@pytest.fixture
def ruas(se: Distrito) -> None:
    for nome, cep in (
        ("Rua Líbero Badaró", "01009000"),
        ("Avenida Paulista", "01310100"),
        ("Avenida Paulista", "01310200"),
        ("Viela Paulista", "08190000"),
        ("Avenida Brigadeiro Faria Lima", "01451000"),
        ("Rua Vinte e Cinco de Março", "01021000"),
        ("Rua General Galvão", "01021100"),
        ("Rua 7", "08400000"),
    ):
        LogradouroFactory(nome=nome, distrito=se, cep=cep)


def nomes(texto: str) -> list[str]:
    return [rua.nome for rua in ruas_chamadas(texto)]


@pytest.mark.parametrize(
    ("texto", "primeira"),
    [
        ("lib", "Rua Líbero Badaró"),
        ("R. Líb Bad", "Rua Líbero Badaró"),
        ("libro badaro", "Rua Líbero Badaró"),
        ("badaro libero", "Rua Líbero Badaró"),
        ("Rua Líbero Badaró, 425", "Rua Líbero Badaró"),
        ("av paulista 1578", "Avenida Paulista"),
        ("paulis", "Avenida Paulista"),
        ("viela paul", "Viela Paulista"),
        ("av faria lima", "Avenida Brigadeiro Faria Lima"),
        ("25 de mar", "Rua Vinte e Cinco de Março"),
        ("gal", "Rua General Galvão"),
        ("galv", "Rua General Galvão"),
        ("01310-1", "Avenida Paulista"),
        ("01009", "Rua Líbero Badaró"),
    ],
)
def test_acha_pelo_que_ja_se_escreveu(ruas: None, texto: str, primeira: str) -> None:
    assert nomes(texto)[0] == primeira


@pytest.mark.parametrize(
    "texto",
    ["", "li", "r.", "rua", "avenida", "0131", "01310-1000", "13000", "xyzwq", "'; drop", "a & b | !", ":*"],
)
def test_o_que_nao_da_rua_da_lista_vazia(ruas: None, texto: str) -> None:
    assert nomes(texto) == []


def test_uma_por_rua_e_distrito_com_a_de_mais_trechos_na_frente(ruas: None, se: Distrito) -> None:
    outro = DistritoFactory(nome="Bela Vista")
    LogradouroFactory(nome="Avenida Paulista", distrito=outro, cep="01310300")
    achadas = ruas_chamadas("paulista")
    assert [(rua.nome, rua.distrito) for rua in achadas] == [
        ("Avenida Paulista", se),
        ("Avenida Paulista", outro),
        ("Viela Paulista", se),
    ]


def test_a_rua_sem_distrito_vem_uma_vez_por_bairro_e_cede_a_que_se_conhece(se: Distrito) -> None:
    def sem_distrito(bairro: str, cep: str) -> None:
        LogradouroFactory(
            nome="Rua das Flores",
            distrito=None,
            lat=None,
            lon=None,
            bairro=bairro,
            cep=cep,
            origem="importacao",
        )

    LogradouroFactory(nome="Rua das Flores", distrito=se, bairro="Centro", cep="01001000")
    sem_distrito("Centro", "01001001")
    sem_distrito("Jardim A", "02001001")
    sem_distrito("Jardim A", "02001002")
    sem_distrito("Jardim B", "03001001")
    achadas = {(str(rua.distrito or ""), rua.bairro) for rua in ruas_chamadas("rua das flores")}
    assert achadas == {("Sé", "Centro"), ("", "Jardim A"), ("", "Jardim B")}


def test_numero_que_e_do_nome_da_rua_nao_se_perde(ruas: None, se: Distrito) -> None:
    LogradouroFactory(nome="Rua Projetada 12", distrito=se)
    assert nomes("rua projetada 12") == ["Rua Projetada 12"]


@pytest.mark.parametrize("quantas", [1, 5])
def test_duas_consultas_sejam_quantas_forem(
    se: Distrito, quantas: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(quantas):
        LogradouroFactory(nome=f"Rua Direita {'ABCDE'[n]}", distrito=se)
    with django_assert_num_queries(2):
        achadas = ruas_chamadas("direita")
        assert [str(rua.distrito) for rua in achadas] == ["Sé"] * quantas


def test_a_busca_usa_o_indice_das_palavras(ruas: None) -> None:
    nomes_dos_indices = {indice.name for indice in Logradouro._meta.indexes}
    assert {"logradouro_nome_palavras", "logradouro_nome_trgm"} <= nomes_dos_indices
