"""Os comandos que contam e buscam no Guia."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from contas.autor import SISTEMA
from guia import acoes
from tests.guia import lidos
from tests.guia.factories import RespostaDeBuscaFactory, ServicoFactory

pytestmark = pytest.mark.django_db


def _chamar(*argumentos: str, **opcoes: Any) -> str:
    saida = StringIO()
    call_command(*argumentos, stdout=saida, **opcoes)
    return saida.getvalue()


def test_contar_guia_conta_so_o_que_esta_no_ar() -> None:
    ServicoFactory.create(anonimo=True, com_perguntas=True, versao__fontes={"prazo": "carta 2026"})
    ServicoFactory.create(sigiloso=True, provisorio=True, no_aplicativo=True)
    ServicoFactory.create(so_informa=True, versao__fontes={"prazo": "carta 2026", "nome": "carta 2026"})
    ServicoFactory.create(versao=False)
    acoes.arquivar(servico=ServicoFactory.create(anonimo=True), por=SISTEMA)
    assert json.loads(_chamar("contar_guia", "--json")) == {
        "publicados": 3,
        "solicitaveis": 2,
        "anonimos": 1,
        "sigilosos": 1,
        "no_aplicativo": 1,
        "prazo_provisorio": 1,
        "sem_revisao": 3,
        "com_perguntas": 1,
        "sem_caminho": 1,
        "so_156": 0,
        "com_link": 0,
        "com_telefone": 0,
        "por_fonte": {"carta 2026": 2},
    }
    assert "    3  publicados" in _chamar("contar_guia")


def test_contar_guia_no_que_vem_com_o_projeto(conteudo_do_projeto: None) -> None:
    contas = json.loads(_chamar("contar_guia", "--json"))
    assert contas["publicados"] == len(lidos.servicos())
    assert contas["sigilosos"] >= 13
    assert contas["sem_caminho"] == 0
    assert contas["so_156"] <= 3
    assert contas["com_link"] >= 280
    assert contas["com_telefone"] >= 300
    assert contas["sem_revisao"] == contas["publicados"]


def test_buscar_servico_em_json() -> None:
    ServicoFactory.create(slug="tapa-buraco")
    achado = {"slug": "tapa-buraco", "nome": "Tapa-buraco", "tema": "Rua e bairro"}
    assert json.loads(_chamar("buscar_servico", "burraco na rua", "--json")) == [achado]
    assert json.loads(_chamar("buscar_servico", "xqzwkj", "--json")) == []
    assert "Tapa-buraco (Rua e bairro): tapa-buraco" in _chamar("buscar_servico", "buraco")
    assert "Nenhum serviço." in _chamar("buscar_servico", "xqzwkj")


def test_buscar_servico_em_json_diz_a_pagina_inteira_na_ordem_dela(client: Client) -> None:
    """As respostas, a emergência primeiro, depois as portas e os serviços."""
    RespostaDeBuscaFactory.create(slug="luz", quando=["sem luz"])
    perigo = RespostaDeBuscaFactory.create(slug="fio", emergencia=True, ordem=1, quando=["fio caido"])
    ServicoFactory.create_batch(3)
    portas = ["porta:portal:acompanhar", "porta:portal:quando_procurar"]
    com_perigo = _como_na_pagina(client, "fio caído, estou sem luz e já reclamei")
    assert [item["slug"] for item in com_perigo] == ["resposta:fio", "resposta:luz", *portas]
    assert (com_perigo[0]["urgente"], com_perigo[0]["telefones"]) == (True, perigo.telefones)
    sem_perigo = _como_na_pagina(client, "tapar o buraco da rua, ninguém veio")
    assert [item["slug"] for item in sem_perigo[:2]] == portas
    assert [set(item) for item in sem_perigo[2:]] == [{"slug", "nome", "tema"}] * 2
    assert f"{perigo.titulo} (Resposta da busca): resposta:fio" in _chamar("buscar_servico", "fio caído")


def _como_na_pagina(client: Client, busca: str) -> list[dict[str, Any]]:
    """O que o comando diz, conferido com a ordem em que a página o mostra."""
    itens: list[dict[str, Any]] = json.loads(_chamar("buscar_servico", busca, "--json", "--limite", "2"))
    pagina = client.get("/servicos/", {"q": busca}).text
    ditos = [item["nome"] if ":" in item["slug"] else f"/servicos/{item['slug']}/" for item in itens]
    lugares = [pagina.index(dito, pagina.index('id="resultados"')) for dito in ditos]
    assert lugares == sorted(lugares)
    return itens


def test_buscar_servico_de_um_arquivo_uma_lista_por_linha(tmp_path: Path) -> None:
    ServicoFactory.create_batch(3)
    arquivo = tmp_path / "buscas.txt"
    arquivo.write_text("buraco\n\nxqzwkj\n", encoding="utf-8")
    listas = json.loads(_chamar("buscar_servico", "--arquivo", str(arquivo), "--limite", "2", "--json"))
    assert [len(lista) for lista in listas] == [2, 0, 0]


@pytest.mark.parametrize(
    "argumentos",
    [
        [],
        ["buraco", "--arquivo", "x.txt"],
        ["--arquivo", "/nao/existe.txt"],
        ["buraco", "--limite", "0"],
    ],
)
def test_buscar_servico_recusa_o_que_nao_entende(argumentos: list[str]) -> None:
    with pytest.raises(CommandError):
        _chamar("buscar_servico", *argumentos)
