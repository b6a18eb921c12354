"""A capa."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.guia.factories import ServicoFactory

pytestmark = pytest.mark.django_db


def _ler(client: Client) -> BeautifulSoup:
    resposta = client.get("/")
    assert resposta.status_code == 200
    return BeautifulSoup(resposta.content, "lxml")


def test_pergunta_o_que_a_pessoa_precisa_e_funciona_sem_javascript(client: Client) -> None:
    pagina = _ler(client)
    assert [h1.get_text() for h1 in pagina.find_all("h1")] == ["Do que você precisa?"]
    forms = pagina.find_all("form", role="search")
    assert len(forms) == 1
    assert (forms[0]["action"], forms[0]["method"], forms[0]["hx-get"]) == ("/servicos/", "get", "/servicos/")
    assert [campo["name"] for campo in forms[0].find_all("input")] == ["q"]


def test_mostra_os_mais_pedidos_em_ordem_e_os_temas(client: Client) -> None:
    ServicoFactory.create(slug="pouco", versao__nome="Pouco pedido", pedidos=5)
    ServicoFactory.create(slug="muito", versao__nome="Muito pedido", pedidos=500)
    ServicoFactory.create(slug="informa", so_informa=True, pedidos=9000)
    pagina = _ler(client)
    links = [a["href"] for a in pagina.find("main").find_all("a")]  # type: ignore[union-attr]
    assert links.index("/servicos/muito/") < links.index("/servicos/pouco/")
    assert "/servicos/informa/" not in links
    assert "/servicos/tema/rua-e-bairro/" in links


def test_leva_a_todas_as_outras_portas(client: Client) -> None:
    links = {a["href"] for a in _ler(client).find("main").find_all("a")}  # type: ignore[union-attr]
    assert {"/acompanhar/", "/ouvidoria/", "/e-sic/", "/telefone-156/", "/pracas/", "/conversa/"} <= links


def test_guia_vazio_nao_quebra_a_capa(client: Client) -> None:
    assert "Mais pedidos" not in _ler(client).get_text()


def test_nao_toca_na_sessao_e_responde_304(client: Client, django_assert_num_queries: Any) -> None:
    resposta = client.get("/")
    assert not resposta.cookies
    assert "Cookie" not in resposta.headers.get("Vary", "")
    with django_assert_num_queries(1):
        assert client.get("/", headers={"If-None-Match": resposta.headers["ETag"]}).status_code == 304


def test_consultas_nao_crescem_com_os_servicos(client: Client, django_assert_num_queries: Any) -> None:
    ServicoFactory.create()
    with django_assert_num_queries(6):
        client.get("/")
    ServicoFactory.create_batch(4)
    with django_assert_num_queries(6):
        client.get("/")
