"""`criar_administrador`: o link leva a escolher a senha, e a senha não passa por lugar nenhum."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from avisos.entrega import entregar_pendentes
from contas.models import Usuario
from tests.correio import Correio

pytestmark = pytest.mark.django_db
EMAIL = "chefe@cidade.gov.br"
SENHA = "Jabuticaba-156-madura"


def criar(email: str = EMAIL) -> str:
    saida = StringIO()
    call_command("criar_administrador", email=email, stdout=saida)
    return saida.getvalue()


def link_em(texto: str) -> str:
    achado = re.search(r"https?://[^/\s]+(/\S+)", texto)
    assert achado, texto
    return achado[1]


def escolher_senha(client: Client, link: str) -> int:
    pagina = client.get(link, follow=True)
    destino = pagina.redirect_chain[-1][0] if pagina.redirect_chain else link
    return client.post(destino, {"password1": SENHA, "password2": SENHA}).status_code


def test_o_link_impresso_leva_a_escolher_a_senha_e_entrar(client: Client) -> None:
    escolher_senha(client, link_em(criar()))

    usuario = Usuario.objects.get(email=EMAIL)
    assert (usuario.is_superuser, usuario.is_staff, usuario.is_active) == (True, True, True)
    assert usuario.check_password(SENHA)
    client.logout()
    assert client.post("/conta/login/", {"login": EMAIL, "password": SENHA}).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_o_link_so_vale_uma_vez(client: Client) -> None:
    link = link_em(criar())
    escolher_senha(client, link)
    outra = client.get(link, follow=True)
    assert "password1" not in outra.content.decode()


def test_com_correio_o_link_vai_so_por_mensagem(correio: Correio, settings: Settings, client: Client) -> None:
    settings.CORREIO_URL = f"smtp://127.0.0.1:{correio.porta}"
    saida = criar()

    assert "http" not in saida
    assert correio.destinos == [[EMAIL]]
    corpo = correio.mensagens[0].get_content()
    assert "senha" in corpo
    escolher_senha(client, link_em(corpo))
    assert Usuario.objects.get(email=EMAIL).check_password(SENHA)


def test_correio_fora_do_ar_e_dito_e_o_comando_pode_ser_repetido(
    correio: Correio, settings: Settings
) -> None:
    settings.CORREIO_URL = f"smtp://127.0.0.1:{correio.porta}"
    correio.parar()
    with pytest.raises(CommandError, match="a mensagem não saiu"):
        criar()
    correio.subir()
    assert "Enviamos" in criar()
    assert correio.destinos == [[EMAIL]]


def test_link_perdido_pode_ser_pedido_de_novo_ate_haver_senha(client: Client) -> None:
    criar()
    link = link_em(criar())
    assert Usuario.objects.filter(email=EMAIL).count() == 1
    escolher_senha(client, link)
    with pytest.raises(CommandError, match="Esqueci minha senha"):
        criar()


def test_conta_comum_nao_vira_administradora() -> None:
    Usuario.objects.create_user(nome="Ana", email=EMAIL)
    with pytest.raises(CommandError, match="Já existe uma conta"):
        criar()
    assert not Usuario.objects.get(email=EMAIL).is_superuser


def test_email_invalido_e_recusado() -> None:
    with pytest.raises(CommandError, match="não é um e-mail"):
        criar("chefe")
    assert not Usuario.objects.exists()


def test_o_link_do_segundo_nao_aparece_e_o_primeiro_e_avisado(client: Client, correio: Correio) -> None:
    escolher_senha(client, link_em(criar()))
    dito = criar("outra@cidade.gov.br")
    assert "http" not in dito
    entregar_pendentes()
    recebidas = list(zip(correio.mensagens, correio.destinos, strict=True))
    com_link = [destino for mensagem, destino in recebidas if "/reset/key/" in str(mensagem)]
    assert com_link == [["outra@cidade.gov.br"]]
    assert [EMAIL] in [destino for mensagem, destino in recebidas if "outra@cidade.gov.br" in str(mensagem)]
