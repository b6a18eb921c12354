"""Quem pede códigos sem fim, ou os adivinha, não entra nem fecha a porta a quem é da conta."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from avisos.models import Aviso
from contas.models import Usuario
from tests.contas.factories import UsuarioFactory
from tests.entrada.codigos import CONFERIR, codigo_recebido, errado, pedir, quem

pytestmark = pytest.mark.django_db
EMAIL, CPF, SENHA = "ana@exemplo.invalid", "52998224725", "uma-senha-comprida-156"


@pytest.fixture(autouse=True)
def sem_tentativas_guardadas() -> None:
    cache.clear()


def test_um_estranho_numa_rede_nao_tranca_a_dona_noutra() -> None:
    UsuarioFactory.create(email=EMAIL)
    for _ in range(20):
        with time_machine.travel(time.time(), tick=False):
            Client().post("/conta/codigo/", {"login": EMAIL}, REMOTE_ADDR="203.0.113.1")
    dona = Client(REMOTE_ADDR="198.51.100.1")
    pedir(dona, EMAIL)
    dona.post(CONFERIR, {"code": codigo_recebido()})
    assert quem(dona)


def test_mandar_outra_vez_conta_como_pedir(client: Client) -> None:
    pedir(client, EMAIL)
    for _ in range(3):
        for _ in range(2):
            client.post(CONFERIR, {"action": "resend"})
        client.post("/conta/codigo/", {"login": EMAIL})
    assert Aviso.objects.count() == 4, "quatro numa hora, pelos dois botões"
    pedir(outro := Client(), "bia@exemplo.invalid")
    for _ in range(4):
        Client().post("/conta/codigo/", {"login": "bia@exemplo.invalid"})
    pagina = outro.post(CONFERIR, {"action": "resend"}, follow=True)
    assert "Foram muitos códigos pedidos" in pagina.content.decode()


def test_o_quarto_palpite_nem_se_compara(client: Client) -> None:
    """Envios ao mesmo tempo leem a mesma sessão, e cada um se julga o primeiro: conta o cache, antes."""
    UsuarioFactory.create(email=EMAIL)
    pedir(client, EMAIL)
    certo, mau = codigo_recebido(), errado()
    guardada = dict(client.session)
    for palpite in (mau, mau, mau, certo):
        sessao = client.session
        sessao.clear()
        sessao.update(guardada)
        sessao.save()
        resposta = client.post(CONFERIR, {"code": palpite, "next": "/servicos/"}, follow=True)
    assert not quem(client)
    assert "Foram muitos códigos errados" in resposta.content.decode()
    assert 'value="/servicos/"' in resposta.content.decode(), "e não se perde aonde ia"


def test_adivinhar_muitas_contas_gasta_a_rede_e_nao_a_de_quem_acerta() -> None:
    for vez in range(11):
        pedir(mau := Client(REMOTE_ADDR="203.0.113.1"), f"pessoa{vez}@exemplo.invalid")
        for _ in range(3):
            mau.post(CONFERIR, {"code": errado()})
    pedir(mau := Client(REMOTE_ADDR="203.0.113.1"), EMAIL)
    mau.post(CONFERIR, {"code": codigo_recebido()})
    assert "contato_provado" not in mau.session
    pedir(dona := Client(REMOTE_ADDR="198.51.100.1"), EMAIL)
    dona.post(CONFERIR, {"code": codigo_recebido()})
    assert "contato_provado" in dona.session


def test_do_computador_de_muitos_o_palpite_conta_tambem_contra_a_conta(subtests: pytest.Subtests) -> None:
    """Ana entrou uma vez no computador da Praça: quem o usa depois não adivinha o código dela sem fim."""
    for marcado in (True, False):
        with subtests.test("marcado" if marcado else "em que outra também entrou"):
            cache.clear()
            praca, so_dela = de_muitos(marcado=marcado), aparelho(EMAIL)
            for _ in range(5):
                adivinhar(praca)
            for vez, escrito in enumerate((EMAIL, CPF, EMAIL, CPF, EMAIL)):
                adivinhar(Client(REMOTE_ADDR=f"203.0.113.{vez}"), escrito)
            pedir(de_fora := Client(REMOTE_ADDR="203.0.113.9"), EMAIL)
            fim = de_fora.post(CONFERIR, {"code": codigo_recebido()}, follow=True)
            assert "Foram muitos códigos errados" in fim.content.decode()
            pedir(so_dela, EMAIL)
            so_dela.post(CONFERIR, {"code": codigo_recebido()})
            assert quem(so_dela), "o aparelho que é só dela continua a entrar"


def test_os_computadores_de_muitos_nao_enchem_o_correio_de_ninguem() -> None:
    for praca in [de_muitos(marcado=True) for _ in range(4)]:
        for _ in range(8):
            praca.post("/conta/codigo/", {"login": EMAIL})
    assert Aviso.objects.count() == 4, "estão todos no mesmo lugar"


def aparelho(*emails: str) -> Client:
    """O navegador em que estas contas já entraram."""
    navegador = Client()
    for email in emails:
        if not Usuario.objects.filter(email=email).exists():
            UsuarioFactory.create(email=email, password=SENHA, cpf=CPF if email == EMAIL else None)
        navegador.post("/conta/login/", {"login": email, "password": SENHA})
        navegador.post("/conta/logout/")
    return navegador


def de_muitos(*, marcado: bool) -> Client:
    navegador = aparelho(EMAIL) if marcado else aparelho(EMAIL, "bia@exemplo.invalid")
    if marcado:
        navegador.post("/aparelho/", {"de_todos": "sim"})
    return navegador


def adivinhar(navegador: Client, escrito: str = EMAIL) -> None:
    pedir(navegador, escrito)
    for _ in range(3):
        navegador.post(CONFERIR, {"code": errado()})


def test_na_terceira_errada_e_no_vencido_diz_que_peca_outro_e_guarda_a_volta(client: Client) -> None:
    pedir(client, EMAIL)
    assert "/conta/login/?next=%2Fservicos%2F" in client.get(f"{CONFERIR}?next=/servicos/").content.decode()
    for _ in range(3):
        fim = client.post(CONFERIR, {"code": errado(), "next": "/servicos/"})
    assert fim["Location"] == "/conta/codigo/?next=%2Fservicos%2F"
    assert "Peça outro" in client.get(fim["Location"]).content.decode()
    pedir(client, EMAIL)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        vencido = client.post(CONFERIR, {"code": codigo_recebido(), "next": "/servicos/"})
    assert vencido["Location"] == "/conta/codigo/?next=%2Fservicos%2F"


def test_o_contato_provado_vale_pouco_e_nao_abre_a_conta_que_nasceu_depois(client: Client) -> None:
    pedir(client, EMAIL)
    antes = client.session.session_key
    client.post(CONFERIR, {"code": codigo_recebido()})
    assert client.session.session_key != antes
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert client.get("/conta/criar/nome/")["Location"] == "/conta/codigo/"
    ana = Usuario.objects.create_user(nome="Ana Lima", email=EMAIL)
    resposta = client.post("/conta/criar/nome/", {"nome": "Outra Pessoa"}, follow=True)
    assert "Peça outro código para entrar" in resposta.content.decode()
    assert not quem(client)
    assert list(Usuario.objects.all()) == [ana]


def test_o_codigo_nao_fica_legivel_na_sessao(client: Client) -> None:
    pedir(client, EMAIL)
    assert codigo_recebido() not in str(dict(client.session))


def test_o_mandado_outra_vez_vale_os_seus_dez_minutos(client: Client) -> None:
    pedir(client, EMAIL)
    with time_machine.travel(timezone.now() + timedelta(minutes=9)):
        client.post(CONFERIR, {"action": "resend"})
        codigo = codigo_recebido()
    with time_machine.travel(timezone.now() + timedelta(minutes=18)):
        client.post(CONFERIR, {"code": codigo})
    assert "contato_provado" in client.session
