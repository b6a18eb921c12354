"""A página pública faz-se uma vez para todos; a de quem entrou, ou procura, para ele."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from guia.busca import procuradas
from guia.models import BuscaSemResultado
from tests.contas.factories import UsuarioFactory
from tests.guia.factories import ServicoFactory

pytestmark = pytest.mark.django_db
PUBLICAS = (
    "/",
    "/servicos/?q=buraco",
    "/servicos/",
    "/servicos/tapa-buraco/",
    "/mapa-do-site/",
    "/privacidade/",
)


@pytest.fixture(autouse=True)
def servico() -> Any:
    return ServicoFactory.create(slug="tapa-buraco", versao__titulo="Tapa-buraco")


@pytest.mark.parametrize("endereco", PUBLICAS)
def test_depois_da_primeira_so_se_pergunta_a_marca(endereco: str, django_assert_num_queries: Any) -> None:
    primeira = Client().get(endereco)
    with django_assert_num_queries(1):
        outra = Client().get(endereco)
    assert outra.content == primeira.content
    assert b"csrfmiddlewaretoken" not in outra.content, "o segredo do formulário é de um só"
    assert not outra.cookies
    with django_assert_num_queries(1):
        assert Client().get(endereco, headers={"if-none-match": primeira["ETag"]}).status_code == 304


def test_o_que_o_editor_muda_ve_se_na_hora(servico: Any) -> None:
    assert "Tapa-buraco" in Client().get("/servicos/tapa-buraco/").content.decode()
    servico.publicada.titulo = "Conserto de buraco"
    servico.publicada.save()
    assert "Conserto de buraco" in Client().get("/servicos/tapa-buraco/").content.decode()


def test_o_nome_e_de_quem_entrou(client: Client) -> None:
    client.force_login(UsuarioFactory.create(nome="Zulmira"))
    dela = client.get("/")
    assert "Zulmira" in dela.content.decode()
    assert "X-Accel-Expires" not in dela.headers
    dos_outros = Client().get("/")
    assert "Zulmira" not in dos_outros.content.decode()
    assert dos_outros["X-Accel-Expires"] == "1"
    assert "Zulmira" in client.get("/").content.decode()


def test_a_procura_que_nada_acha_conta_se_a_cada_vez() -> None:
    assert b"tapa-buraco" in Client().get("/servicos/?q=buraco").content
    for _ in range(3):
        perdida = Client().get("/servicos/?q=zzyzx")
        assert not {"ETag", "X-Accel-Expires"} & perdida.headers.keys()
    procuradas.guardar(timezone.now())
    assert BuscaSemResultado.objects.get(texto="zzyzx").vezes == 3
