"""Entrar e criar a conta com o código do e-mail, sem senha e sem dizer quem tem conta."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest import mock
from urllib.parse import quote

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from avisos.models import Aviso
from contas.models import Usuario
from entrada.entrar import prova
from tests.contas.factories import UsuarioFactory
from tests.entrada.codigos import CONFERIR, codigo_recebido, errado, pedir, quem
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db
SENHA = "uma-senha-comprida-156"
CPF = "52998224725"
EMAIL = "ana@exemplo.invalid"
CAIXA = "/caixa/SMPR-CPO-STM-Sé/"


@pytest.fixture(autouse=True)
def sem_tentativas_guardadas() -> None:
    cache.clear()


def test_cria_a_conta_com_nome_email_e_codigo_e_ja_esta_dentro(client: Client) -> None:
    resposta = client.post(
        "/conta/criar/?next=/servicos/",
        {"nome": "Ana Lima", "login": "Ana@exemplo.invalid", "next": "/servicos/"},
    )
    assert resposta["Location"] == f"{CONFERIR}?next=%2Fservicos%2F"
    assert not Usuario.objects.filter(email=EMAIL).exists(), "o e-mail só se grava provado"
    fim = client.post(CONFERIR, {"code": codigo_recebido(), "next": "/servicos/"})
    ana = Usuario.objects.get(email=EMAIL)
    assert fim["Location"] == "/servicos/"
    assert (quem(client), ana.nome, ana.cpf, ana.has_usable_password()) == (
        str(ana.pk),
        "Ana Lima",
        None,
        False,
    )
    pagina = client.get("/conta/").content.decode()
    assert "Nenhuma: você entra com um código no e-mail" in pagina
    assert "administração do SP156 no seu órgão" not in pagina


def test_quem_so_pediu_o_codigo_diz_o_nome_depois(client: Client) -> None:
    assert client.get("/conta/criar/nome/")["Location"] == "/conta/codigo/", (
        "sem provar o e-mail, não há conta"
    )
    pedir(client, EMAIL, next="/servicos/")
    nome = client.post(CONFERIR, {"code": codigo_recebido(), "next": "/servicos/"})
    assert nome["Location"] == "/conta/criar/nome/?next=%2Fservicos%2F"
    assert client.post(nome["Location"], {"nome": "Ana"}).status_code == 422
    assert not Usuario.objects.filter(email=EMAIL).exists()
    assert (
        client.post(nome["Location"], {"nome": "Ana Lima", "next": "/servicos/"})["Location"] == "/servicos/"
    )
    assert quem(client) == str(Usuario.objects.get(email=EMAIL).pk)


def test_entrar_nao_leva_a_fora() -> None:
    for fora in ("https://mau.exemplo/", "//mau.exemplo/", "javascript:alert(1)"):
        navegador = Client()
        pedir(navegador, EMAIL, next=fora)
        foi = navegador.post(CONFERIR, {"code": codigo_recebido(), "next": fora})
        if foi["Location"].startswith("/conta/criar/nome/"):
            foi = navegador.post("/conta/criar/nome/", {"nome": "Ana Lima", "next": fora})
        assert foi["Location"] == "/area/"


def test_entra_por_codigo_com_email_ou_cpf_comprovado(subtests: pytest.Subtests) -> None:
    ana = UsuarioFactory.create(email=EMAIL, cpf=CPF, nome="Ana")
    for escrito in (EMAIL, " ANA@exemplo.invalid ", "529.982.247-25"):
        with subtests.test(escrito):
            navegador = Client()
            pedir(navegador, escrito)
            pagina = navegador.get(CONFERIR).content.decode()
            assert (EMAIL in pagina) == ("@" in escrito), "do CPF não se chega ao e-mail"
            navegador.post(CONFERIR, {"code": codigo_recebido()})
            assert quem(navegador) == str(ana.pk)
    navegador = Client()
    navegador.post("/conta/criar/", {"nome": "Outro Nome", "login": EMAIL})
    navegador.post(CONFERIR, {"code": codigo_recebido()})
    ana.refresh_from_db()
    assert (quem(navegador), ana.nome) == (str(ana.pk), "Ana"), "criar de novo só entra, e o nome não muda"


def test_nada_diz_se_ha_conta(subtests: pytest.Subtests) -> None:
    """Nem a página, nem a situação, nem o que se faz no banco."""
    UsuarioFactory.create(email=EMAIL, cpf=CPF)
    for com, sem in ((EMAIL, "bia@exemplo.invalid"), (CPF, "11144477735")):
        with subtests.test(com):
            feitos, paginas = [], []
            for escrito in (com, sem):
                navegador = Client()
                with CaptureQueriesContext(connection) as consultas:
                    pedir(navegador, escrito)
                feitos.append([c["sql"].split()[0] for c in consultas if "SAVEPOINT" not in c["sql"]])
                pagina = navegador.get(CONFERIR).content.decode().replace(escrito, "")
                recusa = navegador.post(CONFERIR, {"code": "abc"})
                assert recusa.status_code == 422
                paginas.append(
                    re.sub(r'value="\w{64}"', "", pagina + recusa.content.decode().replace(escrito, ""))
                )
            assert paginas[0] == paginas[1]
            assert feitos[0] == feitos[1]


def test_o_codigo_que_nao_serve(client: Client, subtests: pytest.Subtests) -> None:
    UsuarioFactory.create(email=EMAIL)
    pedir(client, EMAIL)
    certo = codigo_recebido()
    with subtests.test("de outra sessão"):
        estranho = Client()
        assert estranho.post(CONFERIR, {"code": certo})["Location"] == "/conta/codigo/"
    with subtests.test("três vezes errado, e o certo já não serve"):
        for _ in range(2):
            assert client.post(CONFERIR, {"code": errado()}).status_code == 422
        assert client.post(CONFERIR, {"code": errado()})["Location"] == "/conta/codigo/"
        client.post(CONFERIR, {"code": certo})
        assert not quem(client)
    with subtests.test("vencido"):
        pedir(client, EMAIL)
        with time_machine.travel(timezone.now() + timedelta(minutes=11)):
            client.post(CONFERIR, {"code": codigo_recebido()})
        assert not quem(client)
    with subtests.test("outro código mandado: o de antes morre"):
        pedir(client, EMAIL)
        velho = codigo_recebido()
        assert client.post(CONFERIR, {"action": "resend"})["Location"] == CONFERIR
        assert codigo_recebido() != velho
        assert client.post(CONFERIR, {"code": velho}).status_code == 422
        client.post(CONFERIR, {"code": codigo_recebido()})
        assert quem(client)


def test_o_que_se_digitou_nao_fica_legivel_na_sessao_e_o_reenvio_e_um_codigo_so(client: Client) -> None:
    UsuarioFactory.create(email=EMAIL, nome="Ana")
    client.post("/conta/criar/", {"nome": "Ana Lima", "login": EMAIL})
    with mock.patch.object(prova, "mandar", side_effect=prova.mandar) as mandou:
        client.post(CONFERIR, {"action": "resend"})
    assert mandou.call_count == 1
    guardada = str(dict(client.session))
    assert EMAIL not in guardada
    assert "Ana Lima" not in guardada
    client.post(CONFERIR, {"code": codigo_recebido()})
    assert EMAIL not in str(dict(client.session))
    pedir(nova := Client(), "bia@exemplo.invalid")
    nova.post(CONFERIR, {"code": codigo_recebido()})
    assert "contato_provado" in nova.session
    assert "bia@exemplo.invalid" not in str(dict(nova.session))


def test_o_codigo_do_email_que_a_conta_deixou_de_ter_nao_a_abre(client: Client) -> None:
    ana = UsuarioFactory.create(email=EMAIL, nome="Ana")
    pedir(client, EMAIL)
    codigo = codigo_recebido()
    Usuario.objects.filter(pk=ana.pk).update(email="nova@exemplo.invalid")
    assert client.post(CONFERIR, {"code": codigo})["Location"].startswith("/conta/criar/nome/")
    assert "_auth_user_id" not in client.session


def test_o_cpf_digitado_nao_e_porta(client: Client) -> None:
    """Sem conta com o CPF, nenhum código abre nada e nenhuma mensagem sai."""
    pedir(client, CPF)
    assert not Aviso.objects.exists()
    for codigo in ("", "000000"):
        assert client.post(CONFERIR, {"code": codigo}).status_code == 422
    for escrito in ("111.111.111-11", "ana", "ana@", ""):
        assert client.post("/conta/codigo/", {"login": escrito}).status_code == 422


def test_o_codigo_nao_fica_legivel_no_banco(client: Client) -> None:
    UsuarioFactory.create(email=EMAIL)
    pedir(client, EMAIL)
    aviso = Aviso.objects.get()
    assert (aviso.usuario, codigo_recebido() in aviso.corpo, EMAIL in aviso.corpo) == (None, False, False)


def test_conta_desativada_nao_entra_nem_se_recria(client: Client) -> None:
    UsuarioFactory.create(email=EMAIL, is_active=False)
    pedir(client, EMAIL)
    assert client.post(CONFERIR, {"code": codigo_recebido()})["Location"] == "/conta/inactive/"
    assert not quem(client)
    assert Usuario.objects.filter(email=EMAIL).count() == 1


def test_ninguem_enche_o_correio_de_outro_e_o_aparelho_dela_entra(client: Client) -> None:
    UsuarioFactory.create(email=EMAIL, password=SENHA)
    client.post("/conta/login/", {"login": EMAIL, "password": SENHA})
    client.post("/conta/logout/")
    for vez in range(12):
        pedir(Client(REMOTE_ADDR=f"203.0.113.{vez}"), EMAIL)
    assert Aviso.objects.count() == 5
    for _ in range(5):
        recusa = Client().post("/conta/codigo/", {"login": EMAIL}, REMOTE_ADDR="198.51.100.1")
    assert recusa.status_code == 422
    assert "Foram muitos códigos pedidos" in recusa.content.decode()
    assert "Esqueci minha senha" in recusa.content.decode()
    pedir(client, EMAIL)
    assert client.get("/conta/login/").status_code == 200, "quem espera o código ainda usa a senha"


def test_a_praca_cheia_entra(subtests: pytest.Subtests) -> None:
    for vez in range(30):
        pedir(Client(), f"pessoa{vez}@exemplo.invalid")


def test_quem_trabalha_entra_por_codigo_so_como_municipe(client: Client) -> None:
    servidor = elenco.servidor(elenco.unidade())
    servidor.email = EMAIL
    servidor.set_password(SENHA)
    servidor.save()
    pedir(client, EMAIL)
    client.post(CONFERIR, {"code": codigo_recebido()})
    assert client.get(CAIXA).status_code == 403
    pagina = client.get("/area/", follow=True)
    assert pagina.redirect_chain[-1][0] == "/conta/2fa/exigida/"
    assert "só abre o que é de munícipe" in pagina.content.decode()
    assert client.get("/area/?minhas=sim").status_code == 200
    for caminho in ("2fa/totp/activate/", "2fa/webauthn/add/", "password/set/"):
        antes = client.get(f"/conta/{caminho}")["Location"]
        assert antes == f"/conta/reauthenticate/?next={quote(f'/conta/{caminho}', safe='')}", (
            "o fator ligado agora não devolve o trabalho"
        )
    client.post("/conta/reauthenticate/", {"password": SENHA})
    assert client.get("/conta/2fa/totp/activate/").status_code == 200
    assert client.get(CAIXA).status_code == 200, "com a senha, o trabalho volta"


def test_quem_trabalha_e_nao_tem_senha_so_a_escolhe_pelo_link(client: Client) -> None:
    servidor = elenco.servidor(elenco.unidade())
    servidor.email = EMAIL
    servidor.set_unusable_password()
    servidor.save()
    pedir(client, EMAIL)
    client.post(CONFERIR, {"code": codigo_recebido()})
    for caminho in ("2fa/totp/activate/", "password/set/"):
        assert client.get(f"/conta/{caminho}")["Location"] == "/conta/password/reset/"
    nova = {"password1": SENHA, "password2": SENHA}
    assert client.post("/conta/password/set/", nova)["Location"] == "/conta/password/reset/"
    servidor.refresh_from_db()
    assert not servidor.has_usable_password()


def test_a_senha_e_opcional_e_se_escolhe_depois(client: Client) -> None:
    client.post("/conta/criar/", {"nome": "Ana Lima", "login": EMAIL})
    client.post(CONFERIR, {"code": codigo_recebido()})
    assert client.post("/conta/password/set/", {"password1": "123", "password2": "123"}).status_code == 422
    assert client.post("/conta/password/set/", {"password1": SENHA, "password2": SENHA}).status_code == 302
    client.post("/conta/logout/")
    client.post("/conta/login/", {"login": EMAIL, "password": SENHA})
    assert quem(client)


def test_o_municipe_sem_senha_cadastra_a_chave_do_aparelho(client: Client) -> None:
    """Provar quem é, antes de mexer na segurança, também se faz com um código."""
    client.post("/conta/criar/", {"nome": "Ana Lima", "login": EMAIL})
    client.post(CONFERIR, {"code": codigo_recebido()})
    assert client.get("/conta/2fa/webauthn/add/").status_code == 200
    assert client.get("/conta/sessions/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=30)):
        assert client.get("/conta/password/set/")["Location"].startswith("/conta/reauthenticate/codigo/")
        pede = client.get("/conta/2fa/webauthn/add/")
        assert pede["Location"].startswith("/conta/reauthenticate/codigo/")
        assert EMAIL in client.get(pede["Location"]).content.decode()
        confere = client.post(pede["Location"], {"recipient": EMAIL})["Location"]
        assert client.post(confere, {"code": errado()}).status_code == 422
        assert client.post(confere, {"code": codigo_recebido()})["Location"] == "/conta/2fa/webauthn/add/"
        assert client.get("/conta/2fa/webauthn/add/").status_code == 200
