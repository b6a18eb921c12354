"""Os nomes das ruas num mapa sem tiles: os de perto, sem um cobrir o outro, e os pedaços do navegador."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from roteamento.ruas.nomes_no_mapa import MAIS_NOMES, escritos, ruas_em
from tests.roteamento.factories import DistritoFactory, LogradouroFactory

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

SE = (-23.5505, -46.6333)
PERTO = (SE[0] - 0.005, SE[1] - 0.005, SE[0] + 0.005, SE[1] + 0.005)
LONGE = (SE[0] - 0.05, SE[1] - 0.05, SE[0] + 0.05, SE[1] + 0.05)


def pedaco_de(lat: float, lon: float, zoom: int = 17) -> str:
    """O endereço do pedaço em que cai o ponto."""
    angulo = math.radians(lat)
    y = (1 - math.asinh(math.tan(angulo)) / math.pi) / 2
    return f"/mapa/ruas/{zoom}/{int((lon + 180) / 360 * 2**zoom)}/{int(y * 2**zoom)}.json"


def no_lugar(lat: float, lon: float) -> tuple[float, float]:
    return lon, lat


def test_o_mais_perto_do_meio_primeiro_e_nenhum_cobre_outro() -> None:
    juntas = [("Rua do Canto", 10.0, 100.0), *((f"Rua {n} ao Lado", 51.0 + n, 100.0) for n in range(4))]
    nomes = escritos([*juntas, ("Rua do Meio", 50.0, 100.0)], no_lugar, (200, 100), 10)
    assert [(n.texto, n.y) for n in nomes] == [
        ("Rua do Meio", 50),
        ("Rua 0 ao Lado", 69),
        ("Rua 1 ao Lado", 34),
        ("Rua do Canto", 10),
    ]


def test_o_nome_fica_inteiro_dentro_e_so_uma_vez() -> None:
    ruas = [("Rua A", 50.0, 0.0), ("Rua A", 20.0, 199.0), ("Rua" * 20, 50.0, 50.0)]
    (nome,) = escritos(ruas, no_lugar, (200, 100), 10)
    assert (nome.texto, nome.x) == ("Rua A", 14)


def test_nao_cobre_o_que_ja_esta_ocupado() -> None:
    (nome,) = escritos([("Rua A", 50.0, 100.0)], no_lugar, (200, 100), 10, [(90, 45, 110, 55)])
    assert nome.y == 68
    assert escritos([("Rua A", 50.0, 100.0)], no_lugar, (200, 100), 10, [(90, 0, 110, 100)]) == []


def test_ha_um_maximo() -> None:
    ruas = [(f"R{n}", float(n * 20), 100.0) for n in range(30)]
    assert len(escritos(ruas, no_lugar, (200, 600), 10)) == MAIS_NOMES


@pytest.mark.django_db
class TestNoBanco:
    """Com ruas guardadas."""

    @pytest.fixture(autouse=True)
    def ruas(self) -> None:
        se = DistritoFactory(nome="Sé")
        for nome, lat, lon in [("Rua Direita", *SE), ("Rua Longe", SE[0] + 0.1, SE[1])]:
            LogradouroFactory(nome=nome, distrito=se, lat=lat, lon=lon)

    def test_muitas_janelas_leem_se_de_uma_vez(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(1):
            achadas = ruas_em([PERTO, LONGE, PERTO])
        assert achadas == [[("Rua Direita", *SE)], [], [("Rua Direita", *SE)]]
        with django_assert_num_queries(0):
            assert ruas_em([LONGE]) == [[]]

    def test_o_pedaco_diz_as_suas_em_partes_do_lado(self, client: Client) -> None:
        resposta: Any = client.get(pedaco_de(*SE))
        (rua,) = resposta.json()
        assert rua["nome"] == "Rua Direita"
        assert 0 <= rua["x"] <= 1
        assert 0 <= rua["y"] <= 1
        assert "max-age=86400" in resposta["Cache-Control"]
        assert client.get(pedaco_de(*SE), headers={"if-none-match": resposta["ETag"]}).status_code == 304

    def test_duas_consultas_e_uma_a_quem_ja_o_tem(
        self, client: Client, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(2):
            etag = client.get(pedaco_de(*SE))["ETag"]
        with django_assert_num_queries(1):
            client.get(pedaco_de(*SE), headers={"if-none-match": etag})

    def test_fora_da_cidade_nao_ha_nomes_e_o_que_nao_e_um_pedaco_nao_existe(self, client: Client) -> None:
        assert client.get(pedaco_de(-22.9, -43.2)).json() == []
        assert client.get(pedaco_de(*SE, zoom=15)).status_code == 200
        for ruim in ("14/1/1", "18/1/1", "17/131072/1", "17/1/131072", "17/-1/1", "17/a/1", "99999999/1/1"):
            assert client.get(f"/mapa/ruas/{ruim}.json").status_code == 404
        assert client.post(pedaco_de(*SE)).status_code == 405
