"""O dado aberto faz-se uma vez por mudança, comprimido, por mais gente que o peça."""

from __future__ import annotations

import gzip
import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from guia.paginas import GRANDE, dado_aberto
from tests.guia.factories import ServicoFactory

GZIP = {"accept-encoding": "gzip, br"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("endereco", "da_marca"), [("/servicos/dados.json", 1), ("/servicos/dados.csv", 1), ("/sitemap.xml", 2)]
)
def test_depois_da_primeira_so_se_pergunta_a_marca(
    client: Client, endereco: str, da_marca: int, django_assert_num_queries: Any
) -> None:
    ServicoFactory.create(slug="tapa-buraco")
    primeira = client.get(endereco, headers=GZIP)
    with django_assert_num_queries(3 * da_marca):
        outra, inteira = client.get(endereco, headers=GZIP), client.get(endereco)
        mudou = client.get(endereco, headers={"if-none-match": primeira["ETag"]})
    assert (outra.content, outra["Content-Encoding"]) == (primeira.content, "gzip")
    assert gzip.decompress(outra.content) == inteira.content
    assert "Content-Encoding" not in inteira.headers
    assert inteira["Vary"] == outra["Vary"] == "Accept-Encoding"
    assert (mudou.status_code, mudou["ETag"]) == (304, primeira["ETag"])


@pytest.mark.django_db
def test_a_mudanca_do_guia_chega_na_hora(client: Client) -> None:
    antes = client.get("/servicos/dados.json").json()["quantos"]
    ServicoFactory.create(slug="tapa-buraco")
    assert client.get("/servicos/dados.json").json()["quantos"] == antes + 1


def _contado(situacao: int = 200, corpo: bytes = b"dado " * 100) -> tuple[Any, list[int]]:
    """Uma página que conta quantas vezes se fez."""
    feitas: list[int] = []

    @dado_aberto(lambda: "a marca")
    def pagina(_request: HttpRequest) -> HttpResponse:
        feitas.append(1)
        return HttpResponse(corpo, content_type="text/csv", status=situacao)

    return pagina, feitas


@pytest.mark.django_db
def test_o_grande_vai_inteiro_a_quem_nao_aceita_gzip() -> None:
    """De um arquivo, e com o tipo dele."""
    grande = os.urandom(2 * GRANDE)
    pagina, feitas = _contado(corpo=grande)
    for _ in range(2):
        resposta = pagina(RequestFactory().get("/dados.csv"))
        assert b"".join(resposta) == grande
        assert (resposta["Content-Type"], resposta["Content-Length"]) == ("text/csv", str(len(grande)))
        assert "Content-Disposition" not in resposta.headers
        resposta.close()
    assert len(feitas) == 1


def test_sessenta_e_quatro_ao_mesmo_tempo_fazem_na_uma_vez() -> None:
    pagina, feitas = _contado()
    largada = Barrier(64)

    def pedir(_qual: int) -> bytes:
        largada.wait()
        return bytes(pagina(RequestFactory().get("/o-mesmo/", headers=GZIP)).content)

    with ThreadPoolExecutor(64) as todos:
        assert len(set(todos.map(pedir, range(64)))) == 1
    assert len(feitas) == 1


def test_a_consulta_e_o_metodo_nao_fazem_de_novo_e_o_que_falha_nao_fica() -> None:
    pagina, feitas = _contado()
    for consulta in ("", "?a=1", "?a=2"):
        assert pagina(RequestFactory().get(f"/outro/{consulta}")).status_code == 200
    assert pagina(RequestFactory().post("/outro/")).status_code == 405
    assert len(feitas) == 1
    falha, tentadas = _contado(503)
    for _ in range(2):
        assert falha(RequestFactory().get("/que-falha/")).status_code == 503
    assert len(tentadas) == 2
