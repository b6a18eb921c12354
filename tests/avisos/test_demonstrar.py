"""A página que mostra, no modo embutido, as mensagens que o correio de demonstração guarda."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from avisos.demonstracao.correio import CaixaDeDemonstracao

pytestmark = pytest.mark.django_db
PARA = "ana@exemplo.invalid"
LINK = "http://testserver/acompanhar/10293/AAAA/"


@pytest.fixture
def mandada() -> str:
    """O endereço da página de uma mensagem mandada."""
    mensagem = EmailMessage("Recebemos o seu pedido", f"Olá!\n\nAcompanhe em {LINK}.", to=[PARA])
    CaixaDeDemonstracao(alias="default").send_messages([mensagem])
    resposta = Client().get(reverse("avisos:demonstracao"))
    assert "Recebemos o seu pedido" in resposta.content.decode()
    endereco: str = resposta.context["mensagens"][0].nome
    return reverse("avisos:mensagem", args=[endereco])


def test_mostra_a_mensagem_com_o_link(mandada: str, client: Client) -> None:
    resposta = client.get(mandada)
    assert resposta.status_code == 200
    assert f'href="{LINK}"' in resposta.content.decode()


def test_sem_mensagens_diz_o_que_esperar(client: Client) -> None:
    assert client.get(reverse("avisos:demonstracao")).context["mensagens"] == []


@pytest.mark.parametrize("nome", ["nao-existe", "..", "20260101T000000000000-abcdef"])
def test_nome_que_nao_existe_nao_le_nada(client: Client, nome: str) -> None:
    assert client.get(f"/demonstracao/mensagens/{nome}/").status_code == 404


def test_fora_do_modo_embutido_nao_existe(mandada: str, client: Client, settings: Settings) -> None:
    settings.EMBUTIDO = False
    assert client.get(mandada).status_code == 404
    assert client.get(reverse("avisos:demonstracao")).status_code == 404
