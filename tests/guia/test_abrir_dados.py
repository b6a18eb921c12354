"""O Guia como dado aberto, e o que se diz aos buscadores."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from contas.autor import SISTEMA
from guia import acoes, base_aberta
from tests.guia.factories import CaminhoFactory, ServicoFactory

pytestmark = pytest.mark.django_db


def test_json_traz_so_o_que_esta_no_ar(client: Client) -> None:
    ServicoFactory.create(slug="tapa-buraco", codigo=952)
    ServicoFactory.create(versao=False)
    acoes.arquivar(servico=ServicoFactory.create(), por=SISTEMA)
    dados = client.get("/servicos/dados.json").json()
    assert dados["quantos"] == 1
    servico = dados["servicos"][0]
    assert tuple(servico) == base_aberta.CAMPOS
    assert (servico["codigo"], servico["slug"], servico["orgao"]) == (952, "tapa-buraco", "SMSUB")
    assert servico["pagina"].endswith("/servicos/tapa-buraco/")


def test_csv_diz_o_mesmo_que_o_json_e_nao_leva_formula(client: Client) -> None:
    ServicoFactory.create(slug="tapa-buraco", versao__requisitos="=2+2", versao__etapas=["Um.", "Dois."])
    resposta = client.get("/servicos/dados.csv")
    assert resposta.headers["Content-Type"] == "text/csv; charset=utf-8"
    linhas = list(csv.DictReader(io.StringIO(resposta.content.decode("utf-8-sig")), delimiter=";"))
    assert [linha["slug"] for linha in linhas] == ["tapa-buraco"]
    assert (linhas[0]["requisitos"], linhas[0]["etapas"]) == ("'=2+2", "Um.\nDois.")
    assert (linhas[0]["solicitavel"], linhas[0]["no_aplicativo"]) == ("sim", "não")
    assert list(linhas[0]) == list(json.loads(client.get("/servicos/dados.json").content)["servicos"][0])


def test_os_dados_dizem_como_agir_com_a_fonte_e_se_alguem_conferiu(client: Client) -> None:
    caminho = CaminhoFactory.create(slug="defesa-civil", urgente=True, horario="24 horas")
    ServicoFactory.create(versao__titulo="Pedir tapa-buraco já", versao__caminhos=[caminho.slug, "nao-ha"])
    servico = client.get("/servicos/dados.json").json()["servicos"][0]
    assert (servico["titulo"], servico["custo"]) == ("Pedir tapa-buraco já", "gratuito")
    assert servico["caminhos"] == [
        {
            "tipo": "telefone",
            "rotulo": "Defesa Civil",
            "valor": "199",
            "horario": "24 horas",
            "emergencia": True,
            "fonte": "lista pública",
            "certeza": "alta",
            "conferido_em": "",
        }
    ]
    tabela = io.StringIO(client.get("/servicos/dados.csv").content.decode("utf-8-sig"))
    assert next(csv.DictReader(tabela, delimiter=";"))["caminhos"] == "Defesa Civil: 199"


@pytest.mark.parametrize(
    ("endereco", "consultas"),
    [("/servicos/dados.json", 6), ("/servicos/dados.csv", 6), ("/sitemap.xml", 6)],
)
def test_consultas_nao_crescem_e_respondem_304(
    client: Client, endereco: str, consultas: int, django_assert_max_num_queries: Any
) -> None:
    ServicoFactory.create_batch(5)
    with django_assert_max_num_queries(consultas):
        etag = client.get(endereco).headers["ETag"]
    assert client.get(endereco, headers={"If-None-Match": etag}).status_code == 304


def test_sitemap_e_robots(client: Client) -> None:
    ServicoFactory.create(slug="tapa-buraco")
    raiz = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314  é o nosso
    enderecos = {loc.text for loc in raiz.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert "http://testserver/servicos/tapa-buraco/" in enderecos
    assert "http://testserver/servicos/tema/rua-e-bairro/" in enderecos
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /acompanhar/" in robots
    assert "Sitemap: http://testserver/sitemap.xml" in robots


def test_a_pagina_diz_aos_buscadores_que_e_um_servico_publico(client: Client) -> None:
    servico = ServicoFactory.create()
    pagina = BeautifulSoup(client.get(servico.get_absolute_url()).content, "lxml")
    artigo = pagina.select_one('[itemtype="https://schema.org/GovernmentService"]')
    assert artigo is not None
    assert artigo.select_one('[itemprop="name"]').get_text() == servico.nome  # type: ignore[union-attr]
    operador = artigo.select_one('[itemprop="serviceOperator"] meta')
    assert operador is not None
    assert servico.orgao is not None
    assert operador["content"] == servico.orgao.nome
