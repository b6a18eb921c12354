"""As perguntas a mais: dados conferidos, perguntas visíveis, conselho que para, rótulo e valor."""

from __future__ import annotations

from typing import Any

import pytest

from guia import perguntas
from tests.guia.factories import PERGUNTAS

LIDAS = perguntas.ler(PERGUNTAS)


def _pergunta(**campos: Any) -> dict[str, Any]:
    return {"chave": "cor", "rotulo": "De que cor é?", "tipo": "texto", **campos}


OPCOES = [{"valor": "a", "rotulo": "A"}, {"valor": "b", "rotulo": "B"}]


def test_dados_certos_nao_tem_erros() -> None:
    assert perguntas.erros(PERGUNTAS) == []


@pytest.mark.parametrize(
    ("dados", "trecho"),
    [
        ({"chave": "x"}, "is not of type 'array'"),
        ([_pergunta(tipo="cor")], "is not one of"),
        ([_pergunta(chave="Com Espaço")], "does not match"),
        ([_pergunta(desconhecido=1)], "Additional properties"),
        ([_pergunta(), _pergunta()], "a chave se repete"),
        ([_pergunta(tipo="uma")], "têm opções"),
        ([_pergunta(opcoes=OPCOES)], "têm opções"),
        ([_pergunta(tipo="uma", opcoes=[OPCOES[0], OPCOES[0]])], "opções com o mesmo valor"),
        ([_pergunta(mostrar_se={"pergunta": "outra", "valor": "a"})], "nenhuma pergunta anterior"),
        (
            [
                _pergunta(mostrar_se={"pergunta": "depois", "valor": "a"}),
                _pergunta(chave="depois", tipo="uma", opcoes=OPCOES),
            ],
            "nenhuma pergunta anterior",
        ),
    ],
)
def test_dados_errados_sao_ditos(dados: Any, trecho: str) -> None:
    assert trecho in " ".join(perguntas.erros(dados))


def test_pergunta_condicional_so_aparece_com_a_resposta() -> None:
    assert [p.chave for p in perguntas.visiveis(LIDAS, {})] == ["tamanho"]
    assert [p.chave for p in perguntas.visiveis(LIDAS, {"tamanho": "pequeno"})] == ["tamanho"]
    assert [p.chave for p in perguntas.visiveis(LIDAS, {"tamanho": "grande"})] == ["tamanho", "profundidade"]


def test_quem_depende_de_uma_escondida_tambem_se_esconde() -> None:
    dados = [
        *PERGUNTAS,
        _pergunta(
            chave="meio", tipo="uma", opcoes=OPCOES, mostrar_se={"pergunta": "tamanho", "valor": "grande"}
        ),
        _pergunta(chave="fim", mostrar_se={"pergunta": "meio", "valor": "a"}),
    ]
    assert perguntas.erros(dados) == []
    visiveis = perguntas.visiveis(perguntas.ler(dados), {"tamanho": "pequeno", "meio": "a", "fim": "x"})
    assert [p.chave for p in visiveis] == ["tamanho"]


def test_varias_respostas_valem_na_condicao_e_na_orientacao() -> None:
    dados = [
        _pergunta(
            chave="sinais",
            tipo="varias",
            opcoes=[OPCOES[0], {"valor": "fogo", "rotulo": "Fogo", "orientacao": "Ligue 193."}],
        ),
        _pergunta(chave="onde", mostrar_se={"pergunta": "sinais", "valor": "a"}),
    ]
    lidas = perguntas.ler(dados)
    assert perguntas.orientacoes(lidas, {"sinais": ["a"]}) == []
    assert [o.orientacao for o in perguntas.orientacoes(lidas, {"sinais": ["a", "fogo"]})] == ["Ligue 193."]
    assert [p.chave for p in perguntas.visiveis(lidas, {"sinais": ["fogo", "a"]})] == ["sinais", "onde"]


def test_orientacao_de_pergunta_escondida_nao_para() -> None:
    escondida = _pergunta(
        chave="perigo",
        tipo="uma",
        opcoes=[OPCOES[0], {"valor": "sim", "rotulo": "Sim", "orientacao": "Pare."}],
        mostrar_se={"pergunta": "tamanho", "valor": "grande"},
    )
    lidas = perguntas.ler([*PERGUNTAS, escondida])
    assert perguntas.orientacoes(lidas, {"tamanho": "pequeno", "perigo": "sim"}) == []
    (parada,) = perguntas.orientacoes(lidas, {"tamanho": "grande", "perigo": "sim"})
    assert (parada.orientacao, parada.perigo) == ("Pare.", False), "a de antes dos tipos não é de perigo"


def _sinais(*opcoes: dict[str, str]) -> list[dict[str, Any]]:
    com_rotulo = [{"rotulo": opcao["valor"], **opcao} for opcao in opcoes]
    return [_pergunta(chave="sinais", tipo="varias", opcoes=com_rotulo)]


def test_o_perigo_vem_antes_das_outras_orientacoes() -> None:
    fora = {"valor": "fora", "orientacao": "Não é aqui.", "orientacao_tipo": "nao_e_aqui"}
    fogo = {"valor": "fogo", "orientacao": "Ligue 193.", "orientacao_tipo": "perigo"}
    dados = _sinais(fora, fogo)
    assert perguntas.erros(dados) == []
    dadas = perguntas.orientacoes(perguntas.ler(dados), {"sinais": ["fora", "fogo"]})
    assert [(o.valor, o.perigo) for o in dadas] == [("fogo", True), ("fora", False)]
    assert perguntas.ha_perigo(dados)
    assert not perguntas.ha_perigo(_sinais(fora, {"valor": "nada"}))


@pytest.mark.parametrize(
    ("opcao", "frase"),
    [
        ({"orientacao": "Corra.", "orientacao_tipo": "perigo"}, "não diz o número a chamar"),
        ({"orientacao_tipo": "perigo"}, "dependency"),
        ({"orientacao": "Ligue 193.", "orientacao_tipo": "grave"}, "is not one of"),
    ],
)
def test_o_tipo_da_orientacao_se_confere(opcao: dict[str, str], frase: str) -> None:
    (erro,) = perguntas.erros(_sinais({"valor": "nada"}, {"valor": "fogo", **opcao}))
    assert frase in erro


def test_pares_de_rotulo_e_valor_na_ordem_das_perguntas() -> None:
    respostas = {"profundidade": "12", "tamanho": "grande"}
    assert perguntas.pares(LIDAS, respostas) == [
        ("Qual é o tamanho?", "Maior que um pneu"),
        ("Qual é a profundidade?", "12"),
    ]


def test_pares_deixam_de_fora_branco_e_escondida_e_escrevem_a_data() -> None:
    lidas = perguntas.ler([*PERGUNTAS, _pergunta(chave="dia", rotulo="Que dia?", tipo="data")])
    respostas = {"tamanho": "pequeno", "profundidade": "9", "dia": "2026-03-05"}
    assert perguntas.pares(lidas, respostas) == [
        ("Qual é o tamanho?", "Menor que um prato"),
        ("Que dia?", "05/03/2026"),
    ]
    assert perguntas.pares(lidas, {"tamanho": ""}) == []
