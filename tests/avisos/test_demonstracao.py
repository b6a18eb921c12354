"""A página que mostra as mensagens do modo embutido: pública ali, inexistente fora."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from pytest_django import Settings

from avisos.acoes import escrever_sms_da_conta
from avisos.canais.correio import link_de
from avisos.demonstracao.correio import CaixaDeDemonstracao, pasta_de_mensagens
from avisos.entrega import entregar_pendentes
from avisos.models import Envio
from avisos.situacoes import Canal
from sp156.canais import SMS_DE_DEMONSTRACAO
from tests.avisos.factories import AvisoFactory

pytestmark = pytest.mark.django_db
LISTA = "/demonstracao/mensagens/"


@pytest.fixture(autouse=True)
def embutido(settings: Settings) -> None:
    settings.EMBUTIDO = True
    settings.MAILERS = {"default": {"BACKEND": "avisos.demonstracao.correio.CaixaDeDemonstracao"}}


def guardar(assunto: str, texto: str = "Olá.") -> str:
    """Guarda uma mensagem e devolve o nome dela."""
    antes = set(pasta_de_mensagens().glob("*.eml"))
    mensagem = EmailMultiAlternatives(assunto, texto, "sp156@exemplo.invalid", ["maria@exemplo.invalid"])
    mensagem.attach_alternative(f"<p>{texto}</p>", "text/html")
    CaixaDeDemonstracao().send_messages([mensagem])
    return next(iter(set(pasta_de_mensagens().glob("*.eml")) - antes)).stem


def test_sem_mensagens_diz_o_que_fazer(client: Client) -> None:
    pagina = client.get(LISTA)
    assert pagina.status_code == 200
    assert "Nenhuma mensagem ainda" in pagina.content.decode()


def test_lista_da_mais_nova_a_mais_antiga(client: Client) -> None:
    for assunto in ("Primeira", "Segunda", "Terceira"):
        guardar(assunto)
    sopa = BeautifulSoup(client.get(LISTA).content, "lxml")
    assert [a.text for a in sopa.select("main li a")] == ["Terceira", "Segunda", "Primeira"]


def test_mostra_o_aviso_que_a_entrega_guardou(client: Client) -> None:
    """O mesmo caminho do portal: a entrega escreve, a página mostra o texto e o link com a chave."""
    aviso = AvisoFactory.create(assunto="Pedido registrado", interessado__email="maria@exemplo.invalid")
    assert entregar_pendentes().enviados == 1
    lista = BeautifulSoup(client.get(LISTA).content, "lxml")
    primeira = lista.select_one("main li a")
    assert primeira is not None
    pagina = client.get(str(primeira["href"]))
    assert pagina.status_code == 200
    sopa = BeautifulSoup(pagina.content, "lxml")
    assert "maria@exemplo.invalid" in sopa.get_text()
    assert "Recebemos." in sopa.get_text()
    botao = sopa.select_one("main a.govuk-button")
    assert botao is not None
    assert botao["href"] == link_de(aviso.protocolo)


def test_o_texto_nunca_vira_pagina(client: Client) -> None:
    nome = guardar("<b>Negrito</b>", "<script>alert(1)</script> https://exemplo.invalid/a?b=1&c=2.")
    pagina = client.get(f"{LISTA}{nome}/").content.decode()
    assert "<script>alert" not in pagina
    assert "<b>Negrito" not in pagina
    assert 'href="https://exemplo.invalid/a?b=1&amp;c=2"' in pagina


@pytest.mark.parametrize(
    "nome",
    [
        "../../etc/passwd",
        "..%2f..%2fsegredo",
        "%2e%2e",
        "segredo",
        "20260101T000000000000-abcdef",
        "20260101T000000000000-abc.ef",
    ],
)
def test_so_abre_o_que_o_correio_escreveu(client: Client, nome: str) -> None:
    guardar("Uma")
    (pasta_de_mensagens().parent / "segredo.eml").write_text("Subject: segredo\n\nsegredo")
    (pasta_de_mensagens() / "segredo.eml").write_text("Subject: segredo\n\nsegredo")
    assert client.get(f"{LISTA}{nome}/").status_code == 404
    assert "segredo" not in client.get(LISTA).content.decode()


def test_fora_do_modo_embutido_nao_existe(client: Client, settings: Settings) -> None:
    nome = guardar("Uma")
    settings.EMBUTIDO = False
    assert client.get(LISTA).status_code == 404
    assert client.get(f"{LISTA}{nome}/").status_code == 404


def test_so_se_le(client: Client) -> None:
    assert client.post(LISTA).status_code == 405


def test_o_sms_da_demonstracao_aparece_ao_lado_dos_emails(client: Client, settings: Settings) -> None:
    settings.CANAIS = {"sms": SMS_DE_DEMONSTRACAO}
    escrever_sms_da_conta(celular="11987654321", texto="SP156: seu código é 4829.")
    assert entregar_pendentes(Canal.SMS).enviados == 1
    pagina = client.get(LISTA).content.decode()
    assert "11987654321@sms" in pagina
    (guardada,) = pasta_de_mensagens().glob("*.eml")
    assert "seu codigo e 4829" in guardada.read_text(encoding="utf-8")
    assert Envio.objects.get().situacao == "entregue"
