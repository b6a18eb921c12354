"""Seja o que for que se mande a cada endereço do Open311: nenhum 500, e um corpo bem formado no formato."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guia.consultas import marca
from tests.transparencia.de_fora import BURACO, RAIZ, conferir, parceiro, servico

pytestmark = pytest.mark.django_db

ESTRANHOS = ["\0", "\x1b", "\ud7ff", "\ufffe", "𝔸", "' OR 1=1", "]]>", "&lt;", "-1", "1e999", "nan", "∞", "٣"]
TEXTO = st.one_of(
    st.sampled_from(ESTRANHOS),
    st.sampled_from(
        ["", "open", "true", "2026-11-05T00:00:00Z", "9999-12-31", "tapa-buraco", "pequeno", "-23.5466"]
    ),
    st.text(max_size=12),
)
SEM_RESPOSTA = "lat long email phone first_name media_url jurisdiction_id address_id attribute[ attribute[] x"
NOMES = st.sampled_from(
    [*BURACO, *SEM_RESPOSTA.split(), "attribute[desde]", "attribute[largura]", "attribute[tamanho][]"]
)
DATAS = "start_date end_date updated_after"
PERGUNTAS = st.sampled_from(
    f"service_request_id service_code status {DATAS} page page_size jurisdiction_id extensions x".split()
)
FORMATO = st.sampled_from(["xml", "json"])
COMO = settings(
    max_examples=40,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def chave() -> str:
    servico()
    return parceiro(por_minuto=30_000)[1]


@COMO
@given(formato=FORMATO, muda=st.dictionaries(NOMES, TEXTO | st.none(), max_size=4))
def test_abrir(chave: str, formato: str, muda: dict[str, str | None]) -> None:
    dados = {**BURACO, "api_key": chave, **muda}
    enviado = {nome: valor for nome, valor in dados.items() if valor is not None}
    resposta = Client().post(f"{RAIZ}/requests.{formato}", enviado)
    assert resposta.status_code in {200, 201, 400, 403, 404}
    conferir(resposta, f"requests.{formato}")


@COMO
@given(
    onde=st.sampled_from(["requests", "services", "discovery"]),
    formato=FORMATO,
    pergunta=st.dictionaries(PERGUNTAS, TEXTO, max_size=3),
)
def test_perguntar(chave: str, onde: str, formato: str, pergunta: dict[str, Any]) -> None:
    resposta = Client().get(f"{RAIZ}/{onde}.{formato}", pergunta)
    assert resposta.status_code in {200, 400, 404}
    conferir(resposta, f"{onde}.{formato}")


@COMO
@given(
    onde=st.sampled_from(["requests/", "services/", "tokens/", ""]),
    meio=st.text(st.characters(exclude_characters="?#", exclude_categories=["Cs"]), max_size=8),
    formato=st.sampled_from([".xml", ".json", ".html", ""]),
    metodo=st.sampled_from(["get", "post", "put", "delete", "options", "head"]),
)
def test_qualquer_endereco(chave: str, onde: str, meio: str, formato: str, metodo: str) -> None:
    caminho = f"{RAIZ}/{onde}{meio}{formato}"
    resposta = getattr(Client(), metodo)(caminho)
    assert resposta.status_code < 500
    if metodo not in {"head", "options"} and resposta.status_code != 301:
        conferir(resposta, resposta.wsgi_request.path)


def test_a_lista_dos_servicos_e_dado_aberto() -> None:
    """Feita uma vez por mudança do Guia: quem a tem recebe 304."""
    servico()
    resposta = Client().get(f"{RAIZ}/services.json")
    assert resposta.headers["ETag"] == f'W/"{marca()}"'
    etag = {"If-None-Match": resposta.headers["ETag"]}
    assert Client().get(f"{RAIZ}/services.json", headers=etag).status_code == 304
