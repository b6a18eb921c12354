"""A resposta que diz que há perigo: o número antes de qualquer conferência, e nada se perde."""

from __future__ import annotations

from copy import deepcopy
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from solicitacoes.models import Solicitacao
from tests.guia.factories import CaminhoFactory
from tests.solicitacoes.pedindo import (
    BADARO,
    MARIA,
    PEQUENO,
    PERGUNTAS,
    Pedinte,
    erros,
    foto,
    sopa,
    territorio,
    valor,
)

pytestmark = pytest.mark.django_db

LIDO = "Ligue já para o 199."
PERIGO = {"r_tamanho": "risco", "descricao": "Abriu agora na esquina."}
FALTA = {
    "chave": "quantas",
    "rotulo": "Quantas pessoas são?",
    "tipo": "numero",
    "obrigatoria": True,
}
FORA = {
    "chave": "onde",
    "rotulo": "Fica em rua particular?",
    "tipo": "uma",
    "obrigatoria": False,
    "opcoes": [
        {"valor": "nao", "rotulo": "Não"},
        {"valor": "sim", "rotulo": "Sim", "orientacao": "A obra é do dono.", "orientacao_tipo": "nao_e_aqui"},
    ],
}


@pytest.fixture
def quem(client: Client) -> Pedinte:
    CaminhoFactory.create(urgente=True)
    territorio(perguntas=[*PERGUNTAS, FALTA, FORA])
    pedinte = Pedinte(client)
    pedinte.comecar()
    return pedinte


def avisos(pagina: str) -> str:
    return " ".join(pagina.split())


def test_o_perigo_vem_antes_do_que_falta_e_do_lugar_e_nada_se_perde(quem: Pedinte) -> None:
    """Faltam a rua e uma resposta, e uma foto é recusada: nada disso vem antes do número."""
    falsa = foto("nota.jpg")
    falsa.file.seek(0)  # type: ignore[union-attr]
    falsa.file.write(b"%PDF-1.7 isto nao e foto")  # type: ignore[union-attr]
    falsa.file.seek(0)  # type: ignore[union-attr]
    resposta = quem.mandar("detalhes/", {**PERIGO, "numero": "425", "fotos": [foto(), falsa]})
    assert resposta.status_code == 303
    assert resposta["Location"] == quem.endereco("orientacao/")
    pagina = sopa(quem.ver("orientacao/"))
    assert pagina.title
    assert str(pagina.title.string).startswith("Perigo: ligue agora")
    alerta = pagina.select_one("main [role=alert]")
    assert alerta is not None
    assert alerta.select_one("a[href='tel:199']")
    assert "Responda" not in pagina.get_text(), "o que falta não disputa a página"
    volta = quem.mandar("orientacao/")
    assert volta["Location"] == quem.endereco("detalhes/")
    detalhes = quem.ver("detalhes/")
    assert (valor(detalhes, "descricao"), valor(detalhes, "numero")) == (PERIGO["descricao"], "425")
    assert [a.nome for a in quem.rascunho.arquivos.all()] == ["buraco.jpg"]
    dito = avisos(sopa(detalhes).get_text())
    assert "O que você escreveu está guardado. Falta conferir:" in dito
    assert "Responda: Quantas pessoas são?" in dito
    assert "nota.jpg: O arquivo é um PDF." in dito
    de_novo = quem.mandar("detalhes/", PERIGO)
    assert de_novo.status_code == 422, "lido uma vez, cobra-se o que falta"
    assert "Responda: Quantas pessoas são?" in erros(de_novo)
    tudo = {**PERIGO, **BADARO, "r_quantas": "2"}
    assert quem.mandar("detalhes/", tudo)["Location"] == quem.endereco("conferir/")
    assert quem.mandar("conferir/", MARIA).status_code == 303
    assert Solicitacao.objects.get().anexos.count() == 1


def test_no_primeiro_envio_tambem(client: Client) -> None:
    territorio()
    resposta = client.post("/solicitar/tapa-buraco/", {**PERIGO, "envio": str(uuid4())})
    assert resposta["Location"].endswith("/orientacao/")


def test_o_lugar_que_da_duvida_espera_pelo_perigo(quem: Pedinte) -> None:
    duvida = {**PERIGO, "logradouro": "Avenida Comprida", "numero": "10", "r_quantas": "2"}
    assert quem.mandar("detalhes/", duvida)["Location"] == quem.endereco("orientacao/")
    assert quem.mandar("orientacao/")["Location"] == quem.endereco("local/escolher/")


def test_quem_ja_disse_na_pagina_que_ligou_nao_para_de_novo(quem: Pedinte) -> None:
    faltando = quem.mandar("detalhes/", {**PERIGO, **BADARO, "ciente": LIDO})
    assert faltando.status_code == 422
    caixa = sopa(faltando).select_one('[data-conselho="r_tamanho=risco"]')
    assert caixa is not None
    assert not caixa.has_attr("hidden"), "sem JavaScript, o da resposta já dada está à vista"
    assert caixa.select_one("a[href='tel:199']")
    assert caixa.select_one("input[name=ciente][checked]")
    outro = quem.mandar("detalhes/", {**PERIGO, **BADARO, "r_quantas": "2", "ciente": "Ligue 190."})
    assert outro["Location"] == quem.endereco("conferir/")


def test_quem_diz_que_leu_outra_coisa_para(quem: Pedinte) -> None:
    velha = {**PERIGO, **BADARO, "r_quantas": "2", "ciente": "Ligue já para o 190."}
    assert quem.mandar("detalhes/", velha)["Location"] == quem.endereco("orientacao/")


def test_o_que_nao_e_aqui_so_para_depois_de_conferido(quem: Pedinte) -> None:
    fora = {**PEQUENO, **BADARO, "r_onde": "sim"}
    assert quem.mandar("detalhes/", fora).status_code == 422
    assert quem.mandar("detalhes/", {**fora, "r_quantas": "2"})["Location"] == quem.endereco("orientacao/")
    assert "Antes de pedir, leia isto" in quem.ver("orientacao/").text


def test_o_perigo_para_ainda_que_se_tenha_lido_que_nao_e_aqui(quem: Pedinte) -> None:
    tudo = {**BADARO, "r_onde": "sim", "r_quantas": "2", "descricao": "Na viela."}
    quem.mandar("detalhes/", {**tudo, "r_tamanho": "pequeno"})
    assert quem.mandar("orientacao/")["Location"] == quem.endereco("conferir/")
    assert quem.mandar("detalhes/", {**tudo, "r_tamanho": "risco"})["Location"] == quem.endereco(
        "orientacao/"
    )
    assert quem.mandar("orientacao/")["Location"] == quem.endereco("conferir/"), "o já lido não volta"


def test_por_uma_foto_a_mais_nao_se_interrompe(quem: Pedinte) -> None:
    resposta = quem.mandar("detalhes/", {**PERIGO, "fotos": [foto()], "adicionar": "sim"})
    assert resposta["Location"] == quem.endereco("detalhes/") + "#fotos"


def test_a_orientacao_de_antes_dos_tipos_para_como_parava(client: Client) -> None:
    antigas: list[Any] = deepcopy(PERGUNTAS[:1])
    del antigas[0]["opcoes"][-1]["orientacao_tipo"]
    territorio(perguntas=[*antigas, FALTA])
    pedinte = Pedinte(client)
    pedinte.comecar()
    assert pedinte.mandar("detalhes/", {**PERIGO, **BADARO}).status_code == 422
    tudo = {**PERIGO, **BADARO, "r_quantas": "2"}
    assert pedinte.mandar("detalhes/", tudo)["Location"] == pedinte.endereco("orientacao/")
    rascunho = pedinte.rascunho
    rascunho.dados["detalhes"]["ciente"] = LIDO  # como o rascunho de antes o guardava
    rascunho.save()
    assert pedinte.ver("orientacao/")["Location"] == pedinte.endereco("conferir/")


@pytest.mark.parametrize(("perguntas", "ha"), [(PERGUNTAS, True), ([FALTA, FORA], False)])
def test_o_risco_so_se_diz_onde_pode_haver(client: Client, perguntas: list[object], ha: bool) -> None:
    territorio(perguntas=perguntas)
    pagina = client.get("/solicitar/tapa-buraco/").text
    assert ("Há risco para alguém agora?" in pagina) == ha
    assert not ha or pagina.index("Há risco para alguém agora?") < pagina.index("Precisa se identificar?")
