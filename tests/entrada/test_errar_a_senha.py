"""Quem erra a senha de outro não fecha a porta a quem é da conta."""

from __future__ import annotations

import base64

import pytest
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from contas import aparelhos
from contas.models import Usuario
from contas.segredos.link_da_senha import link_para_escolher
from tests.contas.factories import UsuarioFactory

pytestmark = pytest.mark.django_db
SENHA = "uma-senha-comprida-156"
LONGE = "203.0.113.%d"


@pytest.fixture(autouse=True)
def sem_tentativas_guardadas() -> None:
    cache.clear()


@pytest.fixture
def ana() -> Usuario:
    return UsuarioFactory.create(email="ana@exemplo.invalid", cpf="52998224725", password=SENHA)


def tentar(client: Client, senha: str, *, de: str = "10.0.0.1", login: str = "ana@exemplo.invalid") -> bool:
    """Diz se entrou."""
    client.post("/conta/login/", {"login": login, "password": senha}, REMOTE_ADDR=de)
    return "_auth_user_id" in client.session


def atacar(vezes: int, *, redes: int = 1, login: str = "ana@exemplo.invalid") -> None:
    for vez in range(vezes):
        assert not tentar(Client(), f"errada-{vez}", de=LONGE % (vez % redes), login=login)


def ja_entrou(ana: Usuario) -> Client:
    navegador = Client()
    assert tentar(navegador, SENHA)
    navegador.post("/conta/logout/")
    return navegador


def test_de_onde_ja_entrou_a_pessoa_entra_debaixo_de_ataque(ana: Usuario) -> None:
    """Um estranho tenta por e-mail e por CPF, de muitas redes e da própria rede da pessoa."""
    conhecido = ja_entrou(ana)
    atacar(60, redes=30)
    atacar(10, redes=2, login="529.982.247-25")
    for vez in range(20):
        assert not tentar(Client(), f"errada-{vez}", de="10.0.0.1")
    assert tentar(conhecido, SENHA, de="10.0.0.1")


def test_de_um_lugar_novo_debaixo_de_ataque_espera_e_diz_o_que_fazer(ana: Usuario) -> None:
    atacar(25, redes=25)
    novo = Client()
    assert not tentar(novo, SENHA, de="198.51.100.7")
    pagina = novo.post("/conta/login/", {"login": "ana@exemplo.invalid", "password": SENHA})
    assert pagina.status_code == 422
    assert "Use um aparelho em que você já entrou" in pagina.content.decode()


def test_quem_escolhe_a_senha_pelo_link_entra_mesmo_debaixo_de_ataque(ana: Usuario) -> None:
    atacar(25, redes=25)
    navegador = Client()
    pagina = navegador.get(link_para_escolher(ana).partition("8000")[2], follow=True)
    nova = "outra-senha-mais-comprida"
    navegador.post(pagina.redirect_chain[0][0], {"password1": nova, "password2": nova})
    assert tentar(navegador, nova)


def test_o_aparelho_conhecido_tambem_tem_limite(ana: Usuario) -> None:
    conhecido = ja_entrou(ana)
    for _ in range(10):
        tentar(conhecido, "errada")
    assert not tentar(conhecido, SENHA)


def test_o_cookie_de_outra_conta_ou_adulterado_nao_vale(ana: Usuario) -> None:
    UsuarioFactory.create(email="rui@exemplo.invalid", password=SENHA)
    de_rui = Client()
    assert tentar(de_rui, SENHA, login="rui@exemplo.invalid", de="198.51.100.8")
    de_rui.post("/conta/logout/")
    falso = Client()
    falso.cookies[settings.APARELHO_COOKIE_NAME] = de_rui.cookies[settings.APARELHO_COOKIE_NAME].value + "x"
    atacar(25, redes=25)
    for navegador in (de_rui, falso):
        assert not tentar(navegador, SENHA)


def lido(client: Client) -> str:
    """Tudo o que se lê no cookie sem chave nenhuma: cada parte em base64, e a que houver dentro dela."""
    partes = [client.cookies[settings.APARELHO_COOKIE_NAME].value]
    for _ in range(2):
        parte = partes[-1].partition(":")[0].strip('"')
        partes.append(base64.urlsafe_b64decode(parte + "=" * (-len(parte) % 4)).decode(errors="replace"))
    return " ".join(partes)


def test_o_cookie_do_aparelho_nao_diz_o_numero_da_conta() -> None:
    """O de antes, só assinado, ainda vale, e a entrada seguinte troca-o."""
    ana = UsuarioFactory.create(pk=987654321, email="ana@exemplo.invalid", password=SENHA)
    conhecido = ja_entrou(ana)
    assert "987654321" not in lido(conhecido)
    antigo = Client()
    antigo.cookies[settings.APARELHO_COOKIE_NAME] = signing.dumps(
        {"a": "de-antes", "c": [ana.pk]}, salt=aparelhos.SAL
    )
    partes = antigo.cookies[settings.APARELHO_COOKIE_NAME].value.split(":")
    assert "987654321" in base64.urlsafe_b64decode(partes[0] + "==").decode()
    atacar(25, redes=25)
    assert tentar(antigo, SENHA)
    assert "987654321" not in lido(antigo)
    antigo.post("/conta/logout/")
    assert tentar(antigo, SENHA), "o aparelho continua a ser o mesmo"


def test_quem_sai_nao_deixa_paginas_no_cache(ana: Usuario) -> None:
    """Só o cache: nem os cookies (o aparelho conhecido), nem o que espera a rede."""
    navegador = Client()
    assert tentar(navegador, SENHA)
    assert navegador.post("/conta/logout/").headers["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in navegador.get("/").headers


def test_o_computador_da_praca_e_de_varios_e_o_cookie_nao_diz_quem(ana: Usuario) -> None:
    rui = UsuarioFactory.create(email="rui@exemplo.invalid", password=SENHA)
    praca = ja_entrou(ana)
    assert tentar(praca, SENHA, login="rui@exemplo.invalid")
    praca.post("/conta/logout/")
    escrito = praca.cookies[settings.APARELHO_COOKIE_NAME]
    assert "ana" not in escrito.value
    assert bool(escrito["httponly"])
    atacar(25, redes=25)
    atacar(25, redes=25, login="rui@exemplo.invalid")
    assert tentar(praca, SENHA, login="rui@exemplo.invalid")
    praca.post("/conta/logout/")
    assert tentar(praca, SENHA)
    assert rui.email


def test_acertar_devolve_a_tentativa(ana: Usuario) -> None:
    """Oito pessoas de um balcão, ou a mesma pessoa em oito lugares: ninguém errou."""
    assert all(tentar(Client(), SENHA) for _ in range(8))


def test_quem_tenta_muitas_contas_gasta_a_sua_rede(ana: Usuario) -> None:
    for vez in range(11):
        assert not tentar(Client(), "errada", de=LONGE % 1, login=f"pessoa{vez}@exemplo.invalid")
    pagina = Client().post(
        reverse("account_login"), {"login": "outra@exemplo.invalid", "password": "x"}, REMOTE_ADDR=LONGE % 1
    )
    assert "muitas tentativas" in pagina.content.decode()
    assert tentar(Client(), SENHA, de="198.51.100.9")
