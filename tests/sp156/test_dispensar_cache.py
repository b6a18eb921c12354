"""Com o cache fora do ar ninguém fica do lado de fora: os limites se abrem e o registro avisa."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from referencia.limite_de_tentativas import dentro_do_limite
from tests.contas.factories import UsuarioFactory

SENHA = "uma-senha-comprida-156"


@pytest.fixture
def sem_cache(settings: Settings) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "unix:///tmp/nao-existe.sock"}}


@pytest.mark.usefixtures("sem_cache")
def test_o_cache_finge_que_esta_vazio(caplog: pytest.LogCaptureFixture) -> None:
    cache.set("a", 1)
    assert cache.get("a") is None
    assert cache.get("a", "padrão") == "padrão"
    assert cache.add("a", 1) is True
    assert cache.delete("a") is False
    assert "cache fora do ar" in caplog.text


@pytest.mark.usefixtures("sem_cache")
def test_os_limites_se_abrem() -> None:
    assert all(dentro_do_limite("teste", "ana", vezes=1, segundos=60) for _ in range(3))


@pytest.mark.django_db
@pytest.mark.usefixtures("sem_cache")
def test_entra_se_mesmo_sem_cache(client: Client) -> None:
    UsuarioFactory.create(email="ana@exemplo.invalid", password=SENHA)
    resposta = client.post("/conta/login/", {"login": "ana@exemplo.invalid", "password": SENHA})
    assert resposta.status_code == 302
    assert "_auth_user_id" in client.session


def test_com_o_cache_no_ar_ele_guarda() -> None:
    cache.set("guardado", 1)
    assert cache.get("guardado") == 1
    assert cache.incr("guardado") == 2
    assert cache.add("guardado", 5) is False
    cache.delete("guardado")
