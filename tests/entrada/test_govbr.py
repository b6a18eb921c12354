"""Entrar com o gov.br: o que se pede, o que se guarda, e tudo o que se recusa sem nada se perder."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from avisos.models import Aviso
from contas.models import Juncao, Municipe, RegistroDeAcesso, Usuario
from entrada.municipes import municipe_de, provar_cpf
from sp156.configuracao import govbr
from sp156.web.csp import origens_do_govbr
from tests.contas.factories import UsuarioFactory
from tests.entrada.govbr_falso import CLIENTE, CPF, SEGREDO, VOLTA, Falso, desafio_de, entrar, ligar, partir
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db
SENHA = "uma-senha-comprida-156"


@pytest.fixture(scope="module")
def do_arquivo() -> Iterator[Falso]:
    with Falso.no_ar() as falso:
        yield falso


@pytest.fixture
def falso(do_arquivo: Falso, settings: Settings) -> Falso:
    do_arquivo.recomecar()
    ligar(settings, do_arquivo.emissor)
    return do_arquivo


def quem(client: Client) -> Usuario | None:
    return Usuario.objects.filter(pk=client.session.get("_auth_user_id", 0)).first()


def test_sem_configurar_nao_ha_gov_br(client: Client) -> None:
    for nome in ("govbr_login", "govbr_volta", "govbr_saiu"):
        metodo = client.post if nome == "govbr_login" else client.get
        assert metodo(reverse(nome)).status_code == 404
    assert "Continuar com o gov.br" not in client.get("/conta/login/").content.decode()
    assert govbr(cliente="", segredo="", emissor="x", enderecos={}) == {}
    with pytest.raises(ImproperlyConfigured, match="GOVBR_SEGREDO"):
        govbr(cliente="a", segredo="", emissor="x", enderecos={})


def test_cada_endereco_se_troca_e_a_csp_deixa_ir_so_a_eles() -> None:
    sem = dict.fromkeys(("autorizacao", "chaves", "saida"), "")
    feito = govbr(
        cliente="a",
        segredo="b",
        emissor="https://sso.exemplo/",
        enderecos=sem | {"token": "https://t.exemplo/t"},
    )
    enderecos = feito["govbr"]["APPS"][0]["settings"]["enderecos"]
    assert enderecos["token_endpoint"] == "https://t.exemplo/t"
    assert enderecos["jwks_uri"] == "https://sso.exemplo/jwk"
    assert origens_do_govbr(feito) == ["https://sso.exemplo"]
    assert origens_do_govbr({}) == []


def test_pede_com_pkce_nonce_e_estado_e_nada_do_endereco(client: Client, falso: Falso) -> None:
    pedido = partir(
        client, consulta="?scope=tudo,mais&auth_params=prompt%3Dnone%26nonce%3Dfixo&process=connect"
    )
    assert "govbr_confiabilidades_idtoken" in pedido["scope"].split()
    assert "tudo" not in pedido["scope"]
    assert "prompt" not in pedido
    assert pedido["code_challenge_method"] == "S256"
    assert len(pedido["nonce"]) >= 43
    falso.nonce = pedido["nonce"]
    client.get(VOLTA, {"code": "abc", "state": pedido["state"]})
    autorizacao, campos = falso.pedidos[-1]
    assert autorizacao.startswith("Basic ")
    assert "client_secret" not in campos
    assert desafio_de(campos["code_verifier"]) == pedido["code_challenge"]
    assert (CLIENTE, SEGREDO) == ("sp156", "segredo-do-sp156")
    assert client.get("/conta/govbr/").status_code == 405


def test_ouro_cria_a_conta_com_o_cpf_comprovado_e_guarda_so_o_preciso(client: Client, falso: Falso) -> None:
    resposta = entrar(client, falso, "/servicos/", social_name="Mário")
    pessoa = quem(client)
    assert pessoa
    assert resposta["Location"] == "/servicos/"
    assert (pessoa.nome, pessoa.email, pessoa.cpf) == ("Mário", None, CPF), "o e-mail, só um código o prova"
    assert not EmailAddress.objects.exists()
    municipe = municipe_de(pessoa)
    assert municipe
    assert (municipe.cpf, municipe.provado_como) == (CPF, "ouro")
    ligada = SocialAccount.objects.get()
    assert (ligada.uid, ligada.extra_data) == (CPF, {"prova": "ouro"})
    assert not SocialToken.objects.exists()
    assert CPF not in str(dict(client.session))
    outra = Client()
    entrar(outra, falso, sub="529.982.247-25")
    assert quem(outra) == pessoa, "o sub com pontos é o mesmo"
    assert Usuario.objects.count() == 1


def test_bronze_entra_e_nao_prova_nada(client: Client, falso: Falso, subtests: pytest.Subtests) -> None:
    for confiavel in ({"level": "bronze"}, {"level": ["gold"]}, "gold", None, {}):
        with subtests.test(str(confiavel)):
            navegador = Client()
            entrar(navegador, falso, reliability_info=confiavel, email_verified="false")
            pessoa = quem(navegador)
            assert pessoa
            assert (pessoa.cpf, pessoa.email, municipe_de(pessoa)) == (None, None, None)


def test_o_bronze_nao_guarda_lugar_para_o_cpf(falso: Falso, subtests: pytest.Subtests) -> None:
    """Quem tomou o gov.br de outro e o ligou antes não fica com o CPF quando a dona o recupera e o prova."""
    for jeito in ("entra", "liga"):
        with subtests.test(jeito):
            estranho, dona = UsuarioFactory.create(email="mau@exemplo.invalid"), Client()
            SocialAccount.objects.create(user=estranho, provider="govbr", uid=CPF)
            if jeito == "liga":
                ana = UsuarioFactory.create(password=SENHA)
                dona.force_login(ana)
                dona.post("/conta/reauthenticate/", {"password": SENHA})
            pagina = dona.get(entrar(dona, falso)["Location"], follow=True).content.decode()
            pessoa = quem(dona)
            assert pessoa
            assert municipe_de(pessoa)
            assert municipe_de(estranho) is None
            assert (SocialAccount.objects.get().user, pessoa.cpf) == (pessoa, CPF)
            assert "nunca comprovou o CPF, e deixou de a abrir" in pagina
            assert RegistroDeAcesso.objects.filter(ato="govbr_tirado", por=None).exists()
            assert "deixou de abrir esta conta" in Aviso.objects.get(usuario=estranho).corpo
        Municipe.objects.all().delete()
        SocialAccount.objects.all().delete()
        Usuario.objects.update(email=None, cpf=None)


def test_o_bronze_sobe_de_nivel_dentro_da_conta(client: Client, falso: Falso) -> None:
    ana = UsuarioFactory.create(password=SENHA)
    SocialAccount.objects.create(user=ana, provider="govbr", uid=CPF)
    client.force_login(ana)
    client.post("/conta/reauthenticate/", {"password": SENHA})
    entrar(client, falso)
    assert municipe_de(ana)


def test_nunca_se_liga_pelo_email(client: Client, falso: Falso) -> None:
    """A conta que já tem o e-mail do gov.br continua só de quem a provou."""
    ana = UsuarioFactory.create(email="maria@exemplo.invalid")
    EmailAddress.objects.create(user=ana, email="maria@exemplo.invalid", verified=True, primary=True)
    entrar(client, falso)
    pessoa = quem(client)
    assert pessoa
    assert pessoa != ana
    assert pessoa.email is None


def test_quem_ja_provou_o_cpf_entra_na_sua_conta_e_o_bronze_nao(client: Client, falso: Falso) -> None:
    ana = UsuarioFactory.create(email="ana@exemplo.invalid")
    provar_cpf(usuario=ana, cpf=CPF, como=Municipe.Prova.DOCUMENTO)
    de_bronze = Client()
    entrar(de_bronze, falso, reliability_info={"level": "bronze"})
    assert quem(de_bronze) not in {ana, None}
    SocialAccount.objects.all().delete()
    entrar(client, falso)
    assert quem(client) == ana
    assert "gov.br" in Aviso.objects.get(usuario=ana).corpo


def test_quem_entrou_liga_o_gov_br_e_comprova_o_cpf(client: Client, falso: Falso) -> None:
    ana = UsuarioFactory.create(email="ana@exemplo.invalid", password=SENHA)
    client.force_login(ana)
    assert client.post("/conta/govbr/")["Location"].startswith("/conta/reauthenticate/"), (
        "antes, prova quem é"
    )
    client.post("/conta/reauthenticate/", {"password": SENHA})
    assert "Comprovar o CPF com o gov.br" in client.get("/conta/").content.decode()
    resposta = entrar(client, falso)
    ana.refresh_from_db()
    assert (resposta["Location"], ana.cpf, quem(client)) == ("/conta/", CPF, ana)
    assert RegistroDeAcesso.objects.filter(pessoa=ana, por=ana, ato="govbr_ligado").count() == 1
    bia = UsuarioFactory.create(email="bia@exemplo.invalid", password=SENHA)
    client.force_login(bia)
    client.post("/conta/reauthenticate/", {"password": SENHA})
    pagina = client.get(entrar(client, falso)["Location"]).content.decode()
    assert "já está ligado a outra conta" in pagina
    assert municipe_de(bia) is None
    assert municipe_de(ana)
    assert not Juncao.objects.exists()


def test_quem_trabalha_e_entra_pelo_gov_br_so_tem_o_de_municipe(client: Client, falso: Falso) -> None:
    servidor = elenco.servidor(elenco.unidade())
    SocialAccount.objects.create(user=servidor, provider="govbr", uid=CPF)
    provar_cpf(usuario=servidor, cpf=CPF, como=Municipe.Prova.OURO)
    entrar(client, falso)
    assert quem(client) == servidor
    assert client.get("/caixa/SMPR-CPO-STM-Sé/").status_code == 403


def _outra_chave(falso: Falso) -> None:
    falso.chave_de_assinar = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _com_segredo(falso: Falso) -> None:
    falso.alg, falso.chave_de_assinar = "HS256", "um segredo que todos podem ter, e comprido o bastante"


def _sem_assinatura(falso: Falso) -> None:
    falso.alg, falso.chave_de_assinar = "none", None


MAUS: dict[str, dict[str, Any]] = {
    "nonce errado": {"ditos": {"nonce": "outro"}},
    "sem nonce": {"ditos": {"nonce": None}},
    "emissor errado": {"ditos": {"iss": "https://outro.exemplo/"}},
    "de outro cliente": {"ditos": {"aud": "outro"}},
    "de vários, sem dizer qual": {"ditos": {"aud": ["outro", CLIENTE]}},
    "de vários, pedido por outro": {"ditos": {"aud": ["outro", CLIENTE], "azp": "outro"}},
    "vencido": {"ditos": {"exp": int(time.time()) - 600}},
    "sem validade": {"ditos": {"exp": None}},
    "sub que não é CPF": {"ditos": {"sub": "12345678901"}},
    "sub com letras": {"ditos": {"sub": "maria"}},
    "sem sub": {"ditos": {"sub": None}},
    "outra chave": {"estrago": _outra_chave},
    "assinado com segredo": {"estrago": _com_segredo},
    "sem assinatura": {"estrago": _sem_assinatura},
    "conexão cortada": {"corta": True},
    "código vencido": {"situacao": 400, "no_token": '{"error": "invalid_grant"}'},
    "fora do ar": {"situacao": 503, "no_token": "fora do ar"},
    "resposta que não se lê": {"no_token": "<html>"},
    "sem ID token": {"no_token": '{"access_token": "a"}'},
    "ID token que não é um": {"no_token": '{"access_token": "a", "id_token": "x.y.z"}'},
    "lista no lugar do token": {"no_token": '["access_token"]'},
}


def test_o_que_nao_confere_nao_entra_e_nada_se_perde(falso: Falso, subtests: pytest.Subtests) -> None:
    for nome, mau in MAUS.items():
        with subtests.test(nome):
            navegador = Client()
            falso.recomecar()
            for campo in ("corta", "situacao", "no_token"):
                if campo in mau:
                    setattr(falso, campo, mau[campo])
            if "estrago" in mau:
                mau["estrago"](falso)
            resposta = entrar(navegador, falso, "/servicos/", **mau.get("ditos", {}))
            assert resposta["Location"] == "/conta/login/?next=%2Fservicos%2F"
            pagina = navegador.get(resposta["Location"]).content.decode()
            assert "Nada do que você fez se perdeu" in pagina
            assert quem(navegador) is None
    assert not Usuario.objects.exists()


def test_estado_de_outro_usado_ou_falso(client: Client, falso: Falso, subtests: pytest.Subtests) -> None:
    pedido = partir(client)
    falso.nonce = pedido["nonce"]
    with subtests.test("de outro navegador"):
        estranho = Client()
        assert estranho.get(VOLTA, {"code": "a", "state": pedido["state"]})["Location"] == "/conta/login/"
        assert quem(estranho) is None
    with subtests.test("sem estado"):
        assert client.get(VOLTA, {"code": "a"})["Location"] == "/conta/login/"
    with subtests.test("desistiu"):
        desiste = partir(client, "/servicos/")
        volta = client.get(VOLTA, {"error": "access_denied", "state": desiste["state"]})
        assert "Você voltou sem entrar" in client.get(volta["Location"]).content.decode()
    with subtests.test("usado duas vezes"):
        client.get(VOLTA, {"code": "a", "state": pedido["state"]})
        assert quem(client)
        client.post("/conta/logout/")
        client.get(VOLTA, {"code": "a", "state": pedido["state"]})
        assert quem(client) is None


def test_a_volta_nao_leva_a_fora(client: Client, falso: Falso) -> None:
    assert entrar(client, falso, "https://mau.exemplo/")["Location"] == "/area/"


def test_sair_encerra_a_nossa_sessao_e_vai_a_saida_do_gov_br(client: Client, falso: Falso) -> None:
    entrar(client, falso)
    resposta = client.post("/conta/logout/")
    assert quem(client) is None
    assert resposta["Location"].startswith(f"{falso.emissor}logout?post_logout_redirect_uri=")
    assert resposta["Location"].endswith("%2Fconta%2Fgovbr%2Fsaiu%2F")
    assert "pode continuar aberta" in client.get("/conta/govbr/saiu/").content.decode()
    client.force_login(UsuarioFactory.create())
    assert client.post("/conta/logout/")["Location"] == "/"
