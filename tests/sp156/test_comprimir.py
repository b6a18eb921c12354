"""O HTML sai comprimido, com tamanho que não conta o que há nele; foto, PDF e planilha saem como são."""

from __future__ import annotations

import gzip

import pytest
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from sp156.web.compressao import texto_comprimido

pytestmark = pytest.mark.django_db

GZIP = {"accept-encoding": "gzip, br"}
MAIOR = 6 * 1024
PAGINA = b"<p>uma pagina que se repete</p>" * 100


def test_a_pagina_chega_em_poucos_bytes_e_o_tamanho_varia(client: Client) -> None:
    paginas = [client.get("/acompanhar/", headers=GZIP) for _ in range(8)]
    inteira = client.get("/acompanhar/")
    assert "Content-Encoding" not in inteira.headers
    assert len(gzip.decompress(paginas[0].content)) == len(inteira.content) > MAIOR
    assert max(len(pagina.content) for pagina in paginas) < MAIOR
    assert len({len(pagina.content) for pagina in paginas}) > 1
    assert len({gzip.decompress(pagina.content) for pagina in paginas}) == len(paginas)  # o token muda


@pytest.mark.parametrize(
    ("resposta", "comprime"),
    [
        (HttpResponse(PAGINA), True),
        (HttpResponse(PAGINA, content_type="application/json"), True),
        (HttpResponse(PAGINA, content_type="image/jpeg"), False),
        (HttpResponse(PAGINA, content_type="application/pdf"), False),
        (FileResponse([PAGINA], content_type="text/csv"), False),
    ],
    ids=["página", "dados", "foto", "PDF", "planilha em fluxo"],
)
def test_so_o_texto_que_nao_e_fluxo(resposta: HttpResponseBase, comprime: bool) -> None:
    pedido = RequestFactory().get("/", headers=GZIP)
    feita = texto_comprimido(lambda _: HttpResponse()).process_response(pedido, resposta)
    assert (feita.headers.get("Content-Encoding") == "gzip") is comprime
