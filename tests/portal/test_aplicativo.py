"""A casca do aplicativo: páginas sem ninguém, o trabalhador e o que ele guarda."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import reverse
from PIL import Image
from pytest_django import Settings

from assistente import aparelho
from contas.models import Usuario
from portal.aplicativo import casca
from portal.aplicativo.guardavel import guardavel
from tests.contas.factories import UsuarioFactory

pytestmark = pytest.mark.django_db
TRABALHADOR = "/trabalhador.js"
LIMITE = 112 * 1024


@pytest.fixture
def dentro(client: Client) -> Usuario:
    """Quem entrou, e passou por uma página que lhe deu cookies."""
    pessoa = UsuarioFactory.create(nome="Jacira Tupinambá")
    client.force_login(pessoa)
    client.get("/conta/")
    return pessoa


def test_a_pagina_guardavel_e_a_mesma_para_quem_entrou(
    client: Client, dentro: Usuario, subtests: pytest.Subtests
) -> None:
    for nome in casca.PAGINAS:
        with subtests.test(nome):
            sua, de_ninguem = client.get(reverse(nome)), Client().get(reverse(nome))
            assert sua.content == de_ninguem.content
            assert dentro.nome not in sua.content.decode()
            assert sua["Guardavel"] == casca.versao()
            assert not sua.cookies
            assert "no-cache" in sua["Cache-Control"]
            assert client.get(reverse(nome), headers={"If-None-Match": sua["ETag"]}).status_code == 304


def test_a_guardavel_que_pede_o_segredo_do_formulario_e_um_defeito(rf: RequestFactory) -> None:
    @guardavel
    def com_segredo(request: HttpRequest) -> HttpResponse:
        return HttpResponse(get_token(request))

    with pytest.raises(RuntimeError, match="guardável"):
        com_segredo(rf.get("/"))


def test_toda_pagina_guardada_so_carrega_o_que_a_casca_guarda(
    client: Client, subtests: pytest.Subtests
) -> None:
    guardados = {*casca.arquivos()}
    for nome in casca.PAGINAS:
        with subtests.test(nome):
            pagina = BeautifulSoup(client.get(reverse(nome)).content, "lxml")
            pedidos = {peca["src"] for peca in pagina.select("script[src], img[src]")}
            pedidos |= {
                peca["href"]
                for peca in pagina.select("link[rel=stylesheet], link[rel=preload], link[rel=icon]")
            }
            assert pedidos
            assert pedidos <= guardados


def test_o_trabalhador_diz_o_que_se_guarda(client: Client) -> None:
    resposta = client.get(TRABALHADOR)
    assert resposta["Content-Type"] == "text/javascript; charset=utf-8"
    assert "no-cache" in resposta["Cache-Control"]
    primeira = resposta.content.decode().partition("\n")[0]
    dito = json.loads(primeira.removeprefix("self.CASCA = ").removesuffix(";"))
    assert dito == casca.para_o_trabalhador()
    assert dito["paginas"][0] == "/aplicativo/"


def test_desligado_o_trabalhador_e_o_que_apaga_tudo(client: Client, settings: Settings) -> None:
    settings.APLICATIVO_LIGADO = False
    corpo = client.get(TRABALHADOR).content.decode()
    assert "unregister" in corpo
    assert "CASCA" not in corpo


def test_no_aparelho_de_todos_nada_se_guarda(client: Client) -> None:
    client.cookies[aparelho.DE_TODOS] = "sim"
    assert "unregister" in client.get(TRABALHADOR).content.decode()


@pytest.mark.usefixtures("conteudo_do_projeto")
def test_a_casca_inteira_cabe_em_rede_ruim(client: Client) -> None:
    """O que se baixa ao instalar: os arquivos (as letras já vêm comprimidas) e as páginas."""
    achados = [finders.find(arquivo) for arquivo in casca.ARQUIVOS]
    assert all(achados)
    pesos = {
        arquivo: _peso(Path(str(achado))) for arquivo, achado in zip(casca.ARQUIVOS, achados, strict=True)
    }
    pesos |= {nome: len(gzip.compress(client.get(reverse(nome)).content)) for nome in casca.PAGINAS}
    assert sum(pesos.values()) <= LIMITE, pesos


def _peso(arquivo: Path) -> int:
    dados = arquivo.read_bytes()
    return len(dados) if arquivo.suffix == ".woff2" else len(gzip.compress(dados))


def test_o_manifesto_diz_como_se_instala(client: Client) -> None:
    resposta = client.get("/manifesto.webmanifest")
    assert resposta["Content-Type"] == "application/manifest+json"
    dito = resposta.json()
    assert (dito["id"], dito["start_url"], dito["scope"], dito["display"]) == (
        "/aplicativo/",
        "/aplicativo/",
        "/",
        "standalone",
    )
    assert [atalho["name"] for atalho in dito["shortcuts"]] == ["Novo pedido", "Meus pedidos"]
    destino = dito["share_target"]
    assert [um["name"] for um in destino["params"]["files"]] == ["fotos"]
    perdida = Client(enforce_csrf_checks=True).post(destino["action"], {"fotos": "x"})
    assert "Ela está na galeria do seu aparelho." in perdida.text
    imagens = [*dito["icons"], *dito["screenshots"]]
    assert {(icone["sizes"], icone["purpose"]) for icone in dito["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for imagem in imagens:
        achada = finders.find(imagem["src"].removeprefix(settings.STATIC_URL))
        with Image.open(str(achada)) as aberta:
            assert "{}x{}".format(*aberta.size) == imagem["sizes"]
