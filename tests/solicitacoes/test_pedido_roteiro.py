"""O roteiro do assistente, sem banco: que passos há, quais faltam, aonde se vai."""

from __future__ import annotations

from typing import Any

import pytest

from contas.identificacao import identificacao
from contas.models import Usuario
from guia.models import VersaoDoServico
from guia.perguntas import ler
from protocolo.models import Canal
from roteamento.models import Unidade
from solicitacoes.pedir.roteiro import Roteiro, canal_da, em_pares
from tests.solicitacoes.pedindo import PERGUNTAS

LOCAL = {"logradouro": "Rua A", "confirmado": True}
DETALHES = {"respostas": {"tamanho": "pequeno"}, "descricao": "", "conferido": True}
QUEM = {"nome": "Maria", "tipo_documento": "cpf", "documento": "52998224725", "email": "", "telefone": ""}
TUDO: dict[str, Any] = {"local": LOCAL, "detalhes": DETALHES, "identificacao": QUEM}


def roteiro(dados: dict[str, Any], *, pede_lugar: bool = True, **versao: Any) -> Roteiro:
    return Roteiro(VersaoDoServico(perguntas=PERGUNTAS, **versao), dados, pede_lugar=pede_lugar)


@pytest.mark.parametrize(
    ("dados", "falta"),
    [
        ({}, "local"),
        ({"local": {"logradouro": "Rua A"}}, "local"),
        ({"local": LOCAL}, "detalhes"),
        ({**TUDO, "detalhes": {**DETALHES, "conferido": False}}, "detalhes"),
        ({**TUDO, "detalhes": {**DETALHES, "respostas": {}}}, "detalhes"),
        ({**TUDO, "detalhes": {**DETALHES, "respostas": {"tamanho": "grande"}}}, "detalhes"),
        ({**TUDO, "detalhes": {**DETALHES, "respostas": {"tamanho": "sumiu"}}}, "detalhes"),
        ({**TUDO, "detalhes": {**DETALHES, "respostas": {"tamanho": "risco"}}}, "detalhes"),
        ({"local": LOCAL, "detalhes": DETALHES}, "identificacao"),
        ({**TUDO, "identificacao": {"anonima": True}}, "identificacao"),
        (TUDO, "conferir"),
    ],
)
def test_primeiro_incompleto(dados: dict[str, Any], falta: str) -> None:
    assert roteiro(dados).primeiro_incompleto == falta


def test_sem_identificacao_basta_onde_o_servico_deixa() -> None:
    assert roteiro({**TUDO, "identificacao": {"anonima": True}}, identificacao="anonima").completo(
        "identificacao"
    )


def test_sem_lugar_o_primeiro_passo_sao_os_detalhes() -> None:
    sem_lugar = roteiro({}, pede_lugar=False)
    assert sem_lugar.paginas == [["detalhes"], ["identificacao", "conferir"]]
    assert sem_lugar.anterior("detalhes") is None
    assert not sem_lugar.liberado("local")


def test_anda_uma_pagina_por_vez() -> None:
    assert roteiro(TUDO).seguinte("local") == "conferir"
    assert roteiro({"local": LOCAL}).seguinte("detalhes") == "detalhes", "sem responder não se passa"
    assert roteiro(TUDO).seguinte("conferir") == "conferir"
    assert roteiro(TUDO).anterior("conferir") == "detalhes"
    assert roteiro(TUDO).anterior("local") is None, "é a mesma página dos detalhes"


def test_a_pagina_se_abre_pelo_primeiro_passo_dela() -> None:
    assert roteiro({}).liberado("detalhes")
    assert roteiro({"local": LOCAL, "detalhes": DETALHES}).liberado("conferir"), "ali se diz quem pede"
    assert not roteiro({"local": LOCAL}).liberado("conferir")


@pytest.mark.parametrize(
    ("versao", "primeiro"),
    [({}, True), ({"precisa_de_endereco": False}, False), ({"sigilosa": True}, False)],
)
def test_a_foto_vem_primeiro_onde_ajuda(versao: dict[str, bool], primeiro: bool) -> None:
    assert roteiro({}, **versao).foto_primeiro is primeiro


def test_respostas_como_a_solicitacao_as_guarda() -> None:
    dadas = {"tamanho": "grande", "largura": "3", "desde": "2026-11-05"}
    assert em_pares(ler(PERGUNTAS), dadas) == [
        {"chave": "tamanho", "rotulo": "Qual é o tamanho do buraco?", "valor": "Maior que um pneu"},
        {"chave": "largura", "rotulo": "Quantos metros ele tem?", "valor": "3"},
        {"chave": "desde", "rotulo": "Desde quando?", "valor": "05/11/2026"},
    ]


def test_escondida_nao_vai_no_pedido() -> None:
    assert [p["chave"] for p in em_pares(ler(PERGUNTAS), {"tamanho": "pequeno", "largura": "3"})] == [
        "tamanho"
    ]


def test_identificacao_anonima_ignora_ate_a_conta() -> None:
    assert identificacao({"anonima": True}, Usuario(pk=1)).usuario is None
    assert identificacao(QUEM, None).documento == "52998224725"


@pytest.mark.parametrize(
    ("unidade", "canal"),
    [(Unidade(atribuicao="PAT"), Canal.PRACA), (Unidade(sigla="156"), Canal.CENTRAL)],
)
def test_canal_vem_de_onde_se_atende(unidade: Unidade, canal: Canal) -> None:
    assert canal_da(unidade) == canal
