"""A capa."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client

from guia.consultas import SEM_GRUPO
from guia.conteudo.leitura import ler_lista
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


def test_cada_tema_do_guia_esta_num_grupo_so_e_tem_o_seu_desenho(
    client: Client, conteudo_do_projeto: None
) -> None:
    """Nas duas páginas que os mostram; o desenho vem do arquivo, e quem ouve a página não o lê."""
    desenho = (Path(settings.BASE_DIR) / "static" / "imagens" / "temas.svg").read_text(encoding="utf-8")
    ha, todos = re.findall(r'<symbol id="(\w+)"', desenho), sorted(t["slug"] for t in ler_lista("temas.yaml"))
    for endereco in ("/", "/servicos/"):
        grupos = BeautifulSoup(client.get(endereco).content, "lxml").select(".sp-grupo")
        titulos = [grupo.h3.get_text() for grupo in grupos if grupo.h3]
        assert len(set(titulos)) == len(titulos) == len(grupos) < 9
        assert SEM_GRUPO not in titulos
        links = [link for grupo in grupos for link in grupo.select("a")]
        assert sorted(str(link["href"]).split("/")[-2] for link in links) == todos
        icones = [
            str(svg.use["href"]).split("#")[1]
            for link in links
            for svg in link.select("svg[aria-hidden=true]")
            if svg.use
        ]
        assert len(set(icones)) == len(links)
        assert set(icones) == set(ha) - {"lista"}


def test_tema_sem_grupo_nem_desenho_vem_no_fim(client: Client) -> None:
    """O que a administração cria sem dizer onde fica não se perde."""
    ServicoFactory.create(assunto__tema__slug="solto", assunto__tema__nome="A solto", assunto__tema__ordem=1)
    ServicoFactory.create(
        assunto__tema__slug="rua", assunto__tema__nome="Rua", assunto__tema__grupo="Rua e bairro"
    )
    grupos = _ler(client).select(".sp-grupo")
    assert [grupo.get_text(" ", strip=True) for grupo in grupos] == [
        "Rua e bairro Rua",
        f"{SEM_GRUPO} A solto",
    ]
    assert [str(use["href"]).split("#")[1] for use in grupos[1].select("use")] == ["lista"]


def test_a_capa_chama_de_apoio_emocional_o_188(client: Client, conteudo_do_projeto: None) -> None:
    linhas = [linha.get_text(" ", strip=True) for linha in _ler(client).select(".sp-socorro li")]
    assert "188 Apoio emocional" in linhas


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
