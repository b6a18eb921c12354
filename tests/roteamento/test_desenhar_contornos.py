"""Os contornos para o mapa: públicos, leves, com as divisas comuns iguais, e com ETag da importação."""

from __future__ import annotations

import gzip
import json
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from shapely.geometry import Point, shape

from roteamento.importacao import divisas
from roteamento.models import Distrito
from tests.roteamento.importando import cidade, com, feicao, geojson, quadra, rodar

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

LIMITE = 25 * 1024
REAIS = Path(settings.BASE_DIR) / "../shared/dados/geo"
ENDERECO = "/mapa/distritos.json"
NA_BORDA = {"Marsilac", "Parelheiros", "Grajaú", "Tremembé", "Anhanguera"}
"""Quase sem ruas conhecidas em volta do ponto de dentro: ali as aproximadas ficam aquém."""


def pedir(client: Client, **cabecalhos: str) -> Any:
    return client.get(ENDERECO, headers=cabecalhos)


def test_o_endereco_e_o_que_o_mapa_pede() -> None:
    assert reverse("roteamento:contornos") == ENDERECO


def feicoes_de(resposta: Any) -> dict[str, Any]:
    """A forma de cada distrito, pelo nome, do que veio comprimido."""
    assert resposta["Content-Encoding"] == "gzip"
    assert len(resposta.content) <= LIMITE
    feicoes = json.loads(gzip.decompress(resposta.content))["features"]
    return {feita["properties"]["nome"]: shape(feita["geometry"]) for feita in feicoes}


def test_sem_importacao_vem_as_aproximadas_dos_96_distritos(
    conteudo_do_projeto: None, client: Client
) -> None:
    resposta = pedir(client, accept_encoding="gzip")
    assert (resposta.status_code, resposta["Content-Type"]) == (200, "application/geo+json")
    assert "max-age=86400" in resposta["Cache-Control"]
    assert pedir(client, if_none_match=resposta["ETag"]).status_code == 304
    assert pedir(client).json()["aproximadas"] is True
    formas = feicoes_de(resposta)
    assert len(formas) == 96
    assert all(forma.is_valid for forma in formas.values())
    centrais = set(Distrito.objects.values_list("nome", flat=True)) - NA_BORDA
    for distrito in Distrito.objects.filter(nome__in=centrais):
        assert formas[distrito.nome].covers(Point(distrito.lon, distrito.lat)), distrito


def test_as_aproximadas_que_vem_sao_as_que_se_derivam(conteudo_do_projeto: None, tmp_path: Path) -> None:
    call_command("derivar_divisas", saida=tmp_path / "d.csv", verbosity=0, stdout=StringIO())
    assert (tmp_path / "d.csv").read_bytes() == divisas.ARQUIVO.read_bytes()


def test_com_importacao_cada_distrito_tem_nome_e_subprefeitura(client: Client, tmp_path: Path) -> None:
    cidade()
    rodar(distritos=geojson(tmp_path / "d.geojson"))
    dados = pedir(client).json()
    feicoes = dados["features"]
    assert dados["aproximadas"] is False
    assert [f["properties"]["nome"] for f in feicoes] == ["Bela Vista", "Liberdade", "República", "Sé"]
    assert {f["properties"]["subprefeitura"] for f in feicoes} == {"Sé"}
    assert {f["geometry"]["type"] for f in feicoes} == {"MultiPolygon"}
    assert all(f["geometry"]["coordinates"][0][0][0] for f in feicoes)


def test_a_marca_muda_com_a_importacao_e_com_o_nome(client: Client, tmp_path: Path) -> None:
    cidade()
    rodar(distritos=geojson(tmp_path / "d.geojson"))
    primeira = pedir(client)
    assert pedir(client, if_none_match=primeira["ETag"]).status_code == 304
    maior = feicao("Sé", [[*quadra("Sé")[:2], [-46.6150, -23.545], *quadra("Sé")[2:]]])
    rodar(distritos=geojson(tmp_path / "d.geojson", com(maior)))
    segunda = pedir(client, if_none_match=primeira["ETag"])
    assert segunda.status_code == 200
    assert segunda.content != primeira.content
    se = Distrito.objects.get(nome="Sé")
    se.nome = "Sé e Centro"
    se.save()
    terceira = pedir(client, if_none_match=segunda["ETag"])
    assert "Sé e Centro" in terceira.content.decode()


def test_le_os_poligonos_uma_vez_por_importacao(
    client: Client, tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cidade()
    rodar(distritos=geojson(tmp_path / "d.geojson"))
    etag = pedir(client)["ETag"]
    with django_assert_num_queries(2):
        pedir(client)
    with django_assert_num_queries(2):
        pedir(client, if_none_match=etag)


def test_so_se_le(client: Client) -> None:
    assert client.post(ENDERECO).status_code == 405
    assert client.head(ENDERECO).status_code == 200


@pytest.mark.parametrize("arquivo", ["distritos.geojson", "distritos_completo.geojson"])
def test_os_contornos_reais_sao_leves_e_se_encaixam(
    conteudo_do_projeto: None, client: Client, arquivo: str
) -> None:
    if not (REAIS / arquivo).exists():
        pytest.skip("os dados reais não estão nesta máquina")
    rodar(distritos=REAIS / arquivo)
    resposta = pedir(client, accept_encoding="gzip")
    formas = feicoes_de(resposta)
    assert len(formas) == 96
    assert all(forma.is_valid for forma in formas.values())
    assert formas["Sé"].intersection(formas["República"]).area == 0
    assert formas["Sé"].touches(formas["República"])
