"""As páginas da conta: o que existe, o que não existe, o que dizem e por onde vão as mensagens."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse
from pytest_django import Settings

from avisos.entrega import entregar_pendentes
from contas.models import Usuario
from contas.segredos.link_da_senha import link_para_escolher
from tests.contas.factories import UsuarioFactory
from tests.correio import Correio
from tests.lingua import em_ingles
from tests.senhas import codigo_agora

pytestmark = pytest.mark.django_db
SENHA = "uma-senha-comprida-156"
NOVA = "outra-senha-mais-comprida"


@pytest.fixture(autouse=True)
def sem_tentativas_guardadas() -> Iterator[None]:
    """As tentativas ficam no cache, que os testes dividem."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ana() -> Usuario:
    return UsuarioFactory.create(
        nome="Ana da Silva", email="ana@exemplo.invalid", cpf="52998224725", password=SENHA
    )


def entrar(client: Client, senha: str = SENHA) -> None:
    client.post("/conta/login/", {"login": "ana@exemplo.invalid", "password": senha})


def confirmar(client: Client) -> None:
    assert client.post("/conta/reauthenticate/", {"password": SENHA}).status_code == 302


def codigo_de(segredo: str) -> str:
    return codigo_agora(segredo)


PUBLICAS = ["login", "inactive", "password/reset", "password/reset/done", "password/reset/key/done"]
DE_QUEM_ENTROU = [
    "",
    "logout/",
    "password/change/",
    "sessions/",
    "reauthenticate/",
    "2fa/",
    "2fa/totp/activate/",
]
DE_QUEM_TEM_CODIGO = [
    "2fa/",
    "2fa/reauthenticate/",
    "2fa/totp/deactivate/",
    "2fa/recovery-codes/",
    "2fa/recovery-codes/generate/",
]


def conferir(conteudo: bytes) -> None:
    sopa = BeautifulSoup(conteudo, "lxml")
    assert em_ingles(conteudo) == []
    assert len(sopa.find_all("h1")) == 1
    assert sopa.title is not None
    assert sopa.title.text.strip().endswith("– SP156")


@pytest.mark.parametrize("pagina", PUBLICAS)
def test_publicas_abrem_em_portugues(client: Client, pagina: str) -> None:
    resposta = client.get(f"/conta/{pagina}/")
    assert resposta.status_code == 200
    conferir(resposta.content)


@pytest.mark.parametrize("pagina", DE_QUEM_ENTROU)
def test_de_quem_entrou_pedem_entrada_e_abrem(client: Client, ana: Usuario, pagina: str) -> None:
    fora = client.get(f"/conta/{pagina}")
    assert fora.status_code == 302
    entrar(client)
    confirmar(client)
    resposta = client.get(f"/conta/{pagina}")
    assert resposta.status_code == 200
    conferir(resposta.content)


@pytest.mark.parametrize("pagina", DE_QUEM_TEM_CODIGO)
def test_de_quem_tem_segundo_fator_abrem(client: Client, ana: Usuario, pagina: str) -> None:
    entrar(client)
    confirmar(client)
    TOTP.activate(ana, totp.generate_totp_secret())
    client.post("/conta/2fa/recovery-codes/generate/")
    resposta = client.get(f"/conta/{pagina}")
    assert resposta.status_code == 200
    conferir(resposta.content)


@pytest.mark.parametrize(
    "caminho",
    [
        "signup/",
        "email/",
        "confirm-email/",
        "confirm-email/x/",
        "login/code/confirm/",
        "3rdparty/",
        "3rdparty/signup/",
        "social/signup/",
        "2fa/webauthn/signup/",
        "password/reset/confirm/",
    ],
)
@pytest.mark.parametrize("dentro", [True, False])
def test_o_que_nao_faz_sentido_nao_existe(client: Client, ana: Usuario, caminho: str, dentro: bool) -> None:
    if dentro:
        entrar(client)
    assert client.get(f"/conta/{caminho}").status_code == 404
    assert client.post(f"/conta/{caminho}", {"email": "x@exemplo.invalid"}).status_code == 404


def test_so_existem_as_paginas_da_lista() -> None:
    """Nada do allauth entra de carona: a lista inteira está em entrada.urls."""
    nomes = {nome for nome in get_resolver().reverse_dict if isinstance(nome, str)}
    assert not {nome for nome in nomes if nome.startswith(("socialaccount", "openid"))}
    assert "account_email" not in nomes


@pytest.mark.parametrize(
    ("pagina", "dados"),
    [
        ("/conta/login/", {"login": "ana@exemplo.invalid", "password": "errada"}),
        ("/conta/login/", {}),
        ("/conta/password/reset/", {"email": "nada"}),
        ("/conta/password/change/", {"oldpassword": "x", "password1": "123", "password2": "321"}),
        ("/conta/reauthenticate/", {"password": "errada"}),
        ("/conta/2fa/totp/activate/", {"code": "0"}),
    ],
)
def test_formulario_errado_responde_422_em_portugues(
    client: Client, ana: Usuario, pagina: str, dados: dict[str, str]
) -> None:
    if "login" not in pagina and "reset" not in pagina:
        entrar(client)
        confirmar(client)
    resposta = client.post(pagina, dados)
    assert resposta.status_code == 422
    conferir(resposta.content)
    assert resposta.content.decode().partition("<title>")[2].startswith("Erro:")


def test_pede_a_senha_pelo_email_e_entra_com_a_nova(
    client: Client, ana: Usuario, correio: Correio, settings: Settings
) -> None:
    """O link vai no endereço público, mesmo que o pedido venha com outro Host."""
    settings.ENDERECO_PUBLICO = "https://sp156.exemplo"
    client.post("/conta/password/reset/", {"email": "ANA@exemplo.invalid"}, headers={"host": "outro.exemplo"})
    entregar_pendentes()
    mensagem = correio.mensagens[0]
    corpo = mensagem.get_body(("plain",))
    assert corpo is not None
    texto = corpo.get_content()
    assert mensagem["Subject"] == "SP156: escolha outra senha"
    assert em_ingles(texto.encode()) == []
    achado = re.search(r"https://sp156\.exemplo(/conta/password/reset/key/\S+/)", texto)
    assert achado is not None
    formulario = client.get(achado[1], follow=True)
    assert formulario.redirect_chain[0][0].endswith("set-password/")
    conferir(formulario.content)
    resposta = client.post(
        formulario.redirect_chain[0][0], {"password1": NOVA, "password2": NOVA}, follow=True
    )
    conferir(resposta.content)
    entrar(client, NOVA)
    assert client.session["_auth_user_id"] == str(ana.pk)
    entregar_pendentes()
    assert [m["Subject"] for m in correio.mensagens] == [
        "SP156: escolha outra senha",
        "SP156: sua senha foi trocada",
    ]
    usado = client.get(achado[1])
    assert "não vale mais" in usado.content.decode()
    conferir(usado.content)


def test_a_resposta_e_a_mesma_para_quem_nao_tem_conta(client: Client, ana: Usuario, correio: Correio) -> None:
    com = client.post("/conta/password/reset/", {"email": "ana@exemplo.invalid"}, follow=True)
    sem = client.post("/conta/password/reset/", {"email": "nada@exemplo.invalid"}, follow=True)
    assert com.redirect_chain == sem.redirect_chain
    entregar_pendentes()
    corpo = correio.mensagens[1].get_body(("plain",))
    assert corpo is not None
    assert "não há conta" in corpo.get_content()
    assert em_ingles(corpo.get_content().encode()) == []


def test_troca_a_senha_e_avisa_a_pessoa(client: Client, ana: Usuario, correio: Correio) -> None:
    entrar(client)
    dados = {"oldpassword": SENHA, "password1": NOVA, "password2": NOVA}
    resposta = client.post("/conta/password/change/", dados, follow=True)
    assert resposta.redirect_chain[-1][0] == reverse("conta")
    assert "Sua senha foi trocada." in resposta.content.decode()
    entregar_pendentes()
    assert correio.mensagens[0]["Subject"] == "SP156: sua senha foi trocada"
    corpo = correio.mensagens[0].get_body(("plain",))
    assert corpo is not None
    assert em_ingles(corpo.get_content().encode()) == []


def test_liga_o_segundo_fator_entra_com_ele_e_com_um_codigo_de_reserva(client: Client, ana: Usuario) -> None:
    entrar(client)
    assert client.get("/conta/2fa/totp/activate/").status_code == 302  # pede a senha de novo
    confirmar(client)
    segredo = client.get("/conta/2fa/totp/activate/").context["form"].secret
    codigos = client.post("/conta/2fa/totp/activate/", {"code": codigo_de(segredo)}, follow=True)
    guardado = Authenticator.objects.get(user=ana, type=Authenticator.Type.TOTP)
    assert segredo not in str(guardado.data)  # cifrado no banco
    reserva = codigos.context["unused_codes"][0]
    arquivo = client.get("/conta/2fa/recovery-codes/download/")
    assert reserva in arquivo.content.decode()
    client.post("/conta/logout/")
    entrar(client)
    assert "_auth_user_id" not in client.session
    resposta = client.get("/conta/2fa/authenticate/")
    conferir(resposta.content)
    assert client.post("/conta/2fa/authenticate/", {"code": "123"}).status_code == 422
    client.post("/conta/2fa/authenticate/", {"code": reserva})
    assert client.session["_auth_user_id"] == str(ana.pk)


def test_sai_dos_outros_aparelhos(client: Client, ana: Usuario) -> None:
    outro = Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/140 Mobile Safari"})
    entrar(outro)
    entrar(client)
    pagina = client.get("/conta/sessions/").content.decode()
    assert "Chrome no Android" in pagina
    assert "(este aqui)" in pagina
    client.post("/conta/sessions/")
    assert outro.get("/conta/").status_code == 302
    assert client.get("/conta/").status_code == 200


def test_sair_so_por_post(client: Client, ana: Usuario) -> None:
    entrar(client)
    client.get("/conta/logout/")
    assert "_auth_user_id" in client.session
    assert client.post("/conta/logout/").headers["Location"] == reverse("portal:inicio")
    assert "_auth_user_id" not in client.session


def test_quem_nao_tem_senha_nem_email_a_escolhe_pelo_link_ou_poe_antes_um_email(client: Client) -> None:
    pessoa = UsuarioFactory.create(email=None, cpf="52998224725")
    client.force_login(pessoa, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    pede = client.get("/conta/password/change/", follow=True).redirect_chain[-1][0]
    assert pede == "/conta/seu-email/?next=%2Fconta%2Fpassword%2Fset%2F"
    assert client.post("/conta/password/set/", {"password1": NOVA, "password2": NOVA}).status_code == 302
    pessoa.refresh_from_db()
    assert not pessoa.has_usable_password()
    assert client.get(link_para_escolher(pessoa).partition("8000")[2]).status_code == 302


def test_muitas_tentativas_pedem_que_se_espere(client: Client, ana: Usuario) -> None:
    for _ in range(6):
        resposta = client.post("/conta/login/", {"login": "ana@exemplo.invalid", "password": "errada"})
    assert "muitas tentativas" in resposta.content.decode()
    entrar(client)
    assert "_auth_user_id" not in client.session
