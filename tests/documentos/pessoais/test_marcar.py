"""O que se marca num texto, medido no que se plantou. `pytest -s` mostra as tabelas."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documentos.pessoais import Tipo, marcar
from tests.documentos.pessoais.leitura import Medida, ler, medir

DE_TODOS = (Tipo.CPF, Tipo.EMAIL, Tipo.TELEFONE)


def medida(arquivo: str) -> Medida:
    achada = medir(ler(arquivo))
    print(f"\n{arquivo}\n{achada}")  # noqa: T201  é a medição
    return achada


def test_acha_97_em_100_do_que_se_plantou_e_tudo_o_que_e_cpf_email_ou_telefone() -> None:
    plantados = ler("plantados.txt")
    achada = medida("plantados.txt")
    assert len(plantados) >= 200
    assert achada.alcance() >= 0.97
    assert achada.alcance(*DE_TODOS) == 1.0


@pytest.mark.parametrize("arquivo", ["primeira_prova.txt", "nunca_vistos.txt"])
def test_o_que_se_escreveu_depois_do_ajuste(arquivo: str) -> None:
    """O número honesto está em docs/medicoes.md; aqui só se cuida que não caia."""
    achada = medida(arquivo)
    assert achada.alcance() >= 0.94
    assert achada.alcance(*DE_TODOS) == 1.0


@pytest.mark.parametrize(("arquivo", "mais"), [("sem_dado.txt", 0.02), ("sem_dado_nunca_visto.txt", 0.2)])
def test_marca_pouco_onde_nao_ha_nada(arquivo: str, mais: float) -> None:
    achada = medida(arquivo)
    assert achada.marcou / len(ler(arquivo)) <= mais


@pytest.mark.parametrize(
    "texto",
    [
        "",
        " \n\t ",
        "A Avenida Paulista e a Rua Augusta",
        "Brigadeiro Luís Antônio",
        "Vila Maria",
        "R$ 12.345.678,90",
        "processo 6012.2024/0001234-5",
        "de 2019-2023",
        "10293-84756-10293",
        "janeiro, domingo, Secretaria Municipal da Fazenda",
        "Lei Maria da Penha",
        "0800 011 0156",
    ],
)
def test_nao_marca(texto: str) -> None:
    assert marcar(texto) == []


@given(st.text(alphabet=st.sampled_from("aAbJoãoMaria 0123456789.-()@,\n\"'"), max_size=400))
def test_as_marcas_estao_no_texto_em_ordem_e_nao_se_sobrepoem(texto: str) -> None:
    marcas = marcar(texto)
    anterior = 0
    for marca in marcas:
        assert anterior <= marca.inicio < marca.fim <= len(texto)
        anterior = marca.fim


REPETICOES = [
    "a",
    "Ana ",
    "rua ",
    "rua a ",
    "1 ",
    "1-",
    "a@",
    "a.",
    "me chamo ",
    '"a',
    "((",
    "apto ",
    "Rua Ana, ",
    "João da ",
]


@pytest.mark.parametrize("pedaco", REPETICOES)
def test_um_texto_longo_e_repetido_se_marca_sem_sobreposicao(pedaco: str) -> None:
    marcas = marcar(pedaco * (32_000 // len(pedaco)))
    assert all(antes.fim <= depois.inicio for antes, depois in pairwise(marcas))
