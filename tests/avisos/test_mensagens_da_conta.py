"""As mensagens da conta saem pela caixa de saída, e o link que escolhe a senha nunca fica no banco."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.core import serializers
from django.core.cache import cache
from django.test import Client

from avisos.entrega import entregar_pendentes
from avisos.models import Aviso
from contas.models import RegistroDeAcesso, Usuario
from tests.contas.factories import UsuarioFactory
from tests.correio import Correio

pytestmark = pytest.mark.django_db
SENHA = "uma-senha-comprida-156"
PEDIR = "/conta/password/reset/"


@pytest.fixture(autouse=True)
def sem_tentativas_guardadas() -> None:
    cache.clear()


@pytest.fixture
def ana() -> Usuario:
    return UsuarioFactory.create(nome="Ana", email="ana@exemplo.invalid", password=SENHA)


def test_pedir_a_senha_nao_fala_com_o_correio(client: Client, ana: Usuario, correio: Correio) -> None:
    """Oito pedidos com o correio mudo levavam a página inicial a 18,7 s: agora nenhum espera por ele."""
    correio.parar()
    for vez in range(8):
        quem = f"ninguem{vez}@exemplo.invalid" if vez else ana.email
        resposta = client.post(PEDIR, {"email": quem}, REMOTE_ADDR=f"203.0.113.{vez}")
        assert resposta.status_code == 302
    assert Aviso.objects.filter(situacao=Aviso.Situacao.PENDENTE).count() == 8


def test_pedir_muitas_vezes_nao_enche_a_caixa_de_ninguem(client: Client, ana: Usuario) -> None:
    with time_machine.travel(datetime(2026, 11, 27, 12, 0, tzinfo=UTC), tick=False):
        for vez in range(4):
            client.post(PEDIR, {"email": ana.email}, REMOTE_ADDR=f"203.0.113.{vez}")
    for minuto in (5, 10):  # o quinto da hora, e o que já não vai
        with time_machine.travel(datetime(2026, 11, 27, 12, minuto, tzinfo=UTC), tick=False):
            client.post(PEDIR, {"email": ana.email})
    assert Aviso.objects.filter(modelo=Aviso.OUTRA_SENHA).count() == 2


def test_o_link_so_nasce_na_entrega(client: Client, ana: Usuario, correio: Correio) -> None:
    client.post(PEDIR, {"email": ana.email})
    aviso = Aviso.objects.get()
    guardado = serializers.serialize("json", [aviso])
    assert "/conta/password/reset/key/" not in guardado
    assert entregar_pendentes().enviados == 1
    partes = [correio.mensagens[0].get_body((tipo,)) for tipo in ("plain", "html")]
    assert all(parte and "/conta/password/reset/key/" in parte.get_content() for parte in partes)
    assert partes[1] is not None
    assert "Escolher a senha" in partes[1].get_content()
    assert "/acompanhar/" not in partes[1].get_content()
    aviso.refresh_from_db()
    assert (aviso.usuario, aviso.para_cifrado) == (ana, None)
    assert "/conta/password/reset/key/" not in serializers.serialize("json", [aviso])


def test_de_quem_nao_tem_conta_so_fica_o_endereco_cifrado_e_some(client: Client, correio: Correio) -> None:
    client.post(PEDIR, {"email": "ninguem@exemplo.invalid"})
    aviso = Aviso.objects.get()
    assert "ninguem@" not in str(bytes(aviso.para_cifrado or b""))
    entregar_pendentes()
    assert correio.destinos == [["ninguem@exemplo.invalid"]]
    aviso.refresh_from_db()
    assert aviso.para_cifrado is None
    assert "ninguem@" not in serializers.serialize("json", [aviso])


def test_o_correio_que_falha_depois_de_decidido_manda_o_mesmo(
    client: Client, ana: Usuario, correio: Correio
) -> None:
    """Entre uma tentativa e outra não se decide de novo."""
    for email in (ana.email, "ninguem@exemplo.invalid"):
        client.post(PEDIR, {"email": email})
    correio.parar()
    entregar_pendentes()
    assert {*Aviso.objects.values_list("usuario", "modelo")} == {
        (ana.pk, Aviso.OUTRA_SENHA),
        (None, Aviso.SEM_CADASTRO),
    }


def test_trocar_a_senha_avisa_e_registra_mesmo_sem_email(client: Client) -> None:
    com, sem = ana_e_rui()
    for pessoa in (com, sem):
        client.force_login(pessoa)
        nova = f"outra-senha-bem-comprida-{pessoa.pk}"
        client.post("/conta/password/change/", {"oldpassword": SENHA, "password1": nova, "password2": nova})
    assert [aviso.usuario for aviso in Aviso.objects.all()] == [com]
    assert set(RegistroDeAcesso.objects.values_list("pessoa", "por", "ato")) == {
        (com.pk, com.pk, "senha"),
        (sem.pk, sem.pk, "senha"),
    }


def ana_e_rui() -> tuple[Usuario, Usuario]:
    com = UsuarioFactory.create(email="ana@exemplo.invalid", password=SENHA)
    return com, UsuarioFactory.create(email=None, cpf="52998224725", password=SENHA)
