"""Trocar as chaves do selo: tudo passa à nova, em lotes, e pode-se parar e recomeçar."""

from __future__ import annotations

import time
from io import StringIO

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from pytest_django import Settings

from contas.models import Interessado, Selo
from contas.segredos import chaves, girar_selo
from tests.contas.factories import UsuarioFactory

pytestmark = pytest.mark.django_db


def selar(quantos: int) -> None:
    interessados = Interessado.objects.bulk_create(
        Interessado(identidade=Interessado.Identidade.DECLARADA) for _ in range(quantos)
    )
    Selo.objects.bulk_create(
        Selo(interessado=interessado, cifrado=chaves.cifrar({"nome": f"Pessoa {ordem}"}))
        for ordem, interessado in enumerate(interessados)
    )


def girar() -> str:
    saida = StringIO()
    call_command("girar_selo", stdout=saida)
    return saida.getvalue()


def nomes() -> list[str]:
    return [chaves.decifrar(bytes(selo.cifrado))["nome"] for selo in Selo.objects.order_by("pk")]


def test_depois_de_girar_a_velha_pode_sair(settings: Settings) -> None:
    selar(7)
    segredo = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
    pessoa = UsuarioFactory.create()
    fator = Authenticator.objects.create(
        user=pessoa, type=Authenticator.Type.TOTP, data={"secret": segredo, "outra": "coisa"}
    )
    reserva = Authenticator.objects.create(
        user=pessoa,
        type=Authenticator.Type.RECOVERY_CODES,
        data={"migrated_codes": [segredo], "seed": segredo, "used_mask": 5},
    )
    settings.CHAVES_DE_SELO = [Fernet.generate_key().decode(), *settings.CHAVES_DE_SELO]
    dito = girar()
    assert "identidades seladas: 7 lidas, 7 giradas" in dito
    assert "segundos fatores: 2 lidas, 2 giradas" in dito
    settings.CHAVES_DE_SELO = settings.CHAVES_DE_SELO[:1]
    assert nomes() == [f"Pessoa {ordem}" for ordem in range(7)]
    fator.refresh_from_db()
    reserva.refresh_from_db()
    assert fator.data["outra"] == "coisa"
    assert reserva.data["used_mask"] == 5
    cifrados = (fator.data["secret"], reserva.data["seed"], reserva.data["migrated_codes"][0])
    assert {get_adapter().decrypt(cifrado) for cifrado in cifrados} == {"JBSWY3DPEHPK3PXP"}
    assert "7 lidas, 0 giradas" in girar()


def test_parado_no_meio_recomeca(settings: Settings) -> None:
    selar(7)
    settings.CHAVES_DE_SELO = [Fernet.generate_key().decode(), *settings.CHAVES_DE_SELO]
    assert next(girar_selo.selos(lote=3)) == girar_selo.Lote(lidas=3, giradas=3)
    assert nomes() == [f"Pessoa {ordem}" for ordem in range(7)]
    assert list(girar_selo.selos(lote=3)) == [
        girar_selo.Lote(3, 0),
        girar_selo.Lote(3, 3),
        girar_selo.Lote(1, 1),
    ]


def test_o_que_ninguem_abre_fica_e_o_comando_diz_qual(settings: Settings) -> None:
    selar(2)
    perdido = Selo.objects.latest("pk")
    perdido.cifrado = Fernet(Fernet.generate_key()).encrypt(b"{}")
    perdido.save()
    antes = bytes(perdido.cifrado)
    settings.CHAVES_DE_SELO = [Fernet.generate_key().decode(), *settings.CHAVES_DE_SELO]
    with pytest.raises(CommandError, match=f"não tire chave nenhuma.*seladas: {perdido.pk}"):
        girar()
    perdido.refresh_from_db()
    assert bytes(perdido.cifrado) == antes


@pytest.mark.noturno
@pytest.mark.timeout(900)
def test_cem_mil_identidades(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """Diz quanto demorou a volta inteira, e o maior tempo em que um lote prendeu as suas linhas."""
    for _ in range(20):
        selar(5_000)
    settings.CHAVES_DE_SELO = [Fernet.generate_key().decode(), *settings.CHAVES_DE_SELO]
    inicio, demoras = time.perf_counter(), list[float]()
    de = inicio
    for lote in girar_selo.selos():
        demoras.append(time.perf_counter() - de)
        de = time.perf_counter()
        assert lote.giradas == lote.lidas
    total = time.perf_counter() - inicio
    settings.CHAVES_DE_SELO = settings.CHAVES_DE_SELO[:1]
    assert sum(lote.giradas for lote in girar_selo.selos()) == 0
    with capsys.disabled():
        print(f"100.000 selos em {total:.1f} s; o lote mais demorado, {max(demoras):.2f} s")  # noqa: T201
