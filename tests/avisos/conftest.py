"""O provedor dos canais, no ar enquanto o teste roda."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from pytest_django import Settings

from contas.models import Usuario
from tests.servidores import provedor
from tests.servidores.provedor import Provedor

MEIO_DIA = "2026-11-27T12:00:00-03:00"
CELULAR = "11987654321"


@pytest.fixture
def operadora(settings: Settings) -> Iterator[Provedor]:
    """Um provedor com o SMS e o WhatsApp ligados a ele."""
    with Provedor.no_ar() as no_ar:
        settings.CANAIS = provedor.canais(no_ar.url, "sms", "whatsapp")
        settings.SEGREDO_DOS_RECIBOS = provedor.SEGREDO
        yield no_ar


@pytest.fixture
def meio_dia() -> Iterator[time_machine.Traveller]:
    """Fora das horas de silêncio, com o relógio parado."""
    with time_machine.travel(MEIO_DIA, tick=False) as relogio:
        yield relogio


@pytest.fixture
def com_celular(ana: Usuario) -> str:
    """A Ana tem este celular na conta."""
    ana.celular = CELULAR
    ana.save()
    return CELULAR
