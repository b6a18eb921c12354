"""A página para quem programa e a descrição OpenAPI dizem o que a API faz."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.utils.html import escape
from lxml.etree import fromstring, indent, tostring

from guia.consultas import marca
from solicitacoes.models import Solicitacao
from tests.transparencia.de_fora import RAIZ, conforme, parceiro
from transparencia.open311.documento import Exemplo, de_hora_em_hora, exemplos, openapi
from transparencia.open311.servicos import QUALQUER_CHAVE, atributos, lista, os_que_se_pedem
from transparencia.urls import open311

pytestmark = pytest.mark.django_db

NUMERO = "3b1f0c52-6c1e-4f0a-9d4e-2f1f6f0f5a11"


def resposta_de(exemplo: Exemplo, chave: str) -> str:
    """A resposta de verdade, com o número do exemplo no lugar do sorteado."""
    envia = {nome: valor.replace("SUA_CHAVE", chave) for nome, valor in exemplo.envia}
    endereco = exemplo.endereco.replace("SUA_CHAVE", chave)
    feita = Client().post(endereco, envia) if envia else Client().get(endereco)
    texto = feita.getvalue().decode()
    if feita.status_code == 201:
        caso = Solicitacao.objects.latest("pk")
        Solicitacao.objects.filter(pk=caso.pk).update(identificador=NUMERO)
        texto = texto.replace(str(caso.identificador), NUMERO)
    return texto


def arrumada(texto: str) -> str:
    """Como a página a mostra: uma linha por campo."""
    if texto.startswith("<?xml"):
        elemento = fromstring(texto.encode())
        indent(elemento)
        return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(elemento, encoding=str)}'
    return json.dumps(json.loads(texto), ensure_ascii=False, indent=2)


def test_cada_exemplo_da_a_resposta_que_a_pagina_mostra(
    conteudo_do_projeto: None, subtests: pytest.Subtests
) -> None:
    """Com o Guia e as ruas que vêm com o projeto."""
    _, chave = parceiro()
    with time_machine.travel(datetime(2026, 12, 7, 14, 20, tzinfo=UTC), tick=False) as relogio:
        for exemplo in exemplos():
            if exemplo.chave == "listar":
                relogio.shift(timedelta(days=1))
            veio = resposta_de(exemplo, chave)
            with subtests.test(exemplo.chave):
                if exemplo.parte:
                    mostrados = json.loads(exemplo.resposta)
                    assert mostrados
                    assert all(um in json.loads(veio) for um in mostrados)
                else:
                    assert arrumada(veio) == exemplo.resposta


def test_a_pagina_mostra_todos_os_exemplos() -> None:
    resposta = Client().get("/open311/")
    assert resposta.status_code == 200
    pagina = resposta.content.decode()
    for exemplo in exemplos():
        assert escape(exemplo.comando) in pagina
        assert escape(exemplo.resposta) in pagina
    assert escape(de_hora_em_hora()) in pagina, "o programa que test_open311_clientes roda"
    ancoras = {um.get("id") for um in BeautifulSoup(pagina, "lxml").find_all(id=True)}
    assert "chave" in ancoras, "é para onde o key_service manda"


def test_a_descricao_diz_todos_os_enderecos_em_json() -> None:
    ditos = set(openapi()["paths"])
    rotas = set()
    for rota in open311.urlpatterns:
        escrita = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", str(rota.pattern).lstrip("^").removesuffix(r"\Z"))
        if escrita:
            rotas.add("/" + escrita.removeprefix("v2/").replace(r"\.", ".").replace("{formato}", "json"))
    assert ditos == rotas
    veio = Client().get(f"{RAIZ}/openapi.json").json()
    assert veio["paths"].keys() == ditos
    assert veio["servers"][0]["url"].endswith(RAIZ)


def test_o_guia_inteiro_cabe_na_forma(conteudo_do_projeto: None) -> None:
    """Todos os serviços, cada um com a sua chave, e todas as perguntas; nenhum sigiloso."""
    ditos = lista()
    comuns = {um["service_code"] for um in ditos if um["keywords"].startswith(QUALQUER_CHAVE)}
    assert comuns == {um.slug for um in os_que_se_pedem() if um.publicada and um.publicada.anonima}
    assert 0 < len(comuns) < len(ditos)
    assert conforme(ditos, "Services")
    assert len(ditos) == len({um["service_code"] for um in ditos}) > 400
    for servico in os_que_se_pedem():
        assert servico.publicada
        assert not servico.publicada.sigilosa
        if perguntas := atributos(servico.publicada):
            numerados = [{**um, "order": ordem} for ordem, um in enumerate(perguntas, start=1)]
            assert conforme({"service_code": servico.slug, "attributes": numerados}, "ServiceDefinition")
            assert len({um["code"] for um in perguntas}) == len(perguntas)
    assert marca()


def test_a_descoberta_serve_nos_dois_formatos() -> None:
    dito = Client().get(f"{RAIZ}/discovery.json").json()
    assert conforme(dito, "Discovery")
    texto = Client().get(f"{RAIZ}/discovery.xml").content.decode()
    assert "<formats><format>text/xml</format><format>application/json</format></formats>" in texto
    assert f"<contact>{dito['contact']}</contact>" in texto
