"""O que deu errado do nosso lado, ou chegou ilegível, tem página nossa, em português e com a CSP."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

pytestmark = pytest.mark.django_db

ILEGIVEIS = [
    "application/x-www-form-urlencoded; charset=utf-16",
    "multipart/form-data; boundary=",
]
FORMULARIO = "application/x-www-form-urlencoded"
LE_O_BANCO_ANTES = "/ouvidoria/reclamar/123456789012345/"


@pytest.fixture
def municipe() -> Client:
    return Client(raise_request_exception=False)


def nossa(resposta: Any) -> bool:
    return (
        'lang="pt-BR"' in resposta.content.decode() and "default-src" in resposta["Content-Security-Policy"]
    )


@pytest.mark.parametrize("tipo", ILEGIVEIS)
def test_o_que_nao_da_para_ler_e_400(municipe: Client, tipo: str) -> None:
    resposta = municipe.generic("POST", reverse("account_login"), b"a=1", content_type=tipo)
    assert resposta.status_code == 400
    assert nossa(resposta)
    assert "Não conseguimos ler" in resposta.content.decode()


@pytest.mark.parametrize("tipo", [*ILEGIVEIS, f"{FORMULARIO}; charset=bogus", "text/plain"])
def test_post_a_endereco_que_nao_ha_e_404(municipe: Client, tipo: str) -> None:
    resposta = municipe.generic("POST", "/nao-existe/", b"a=1", content_type=tipo)
    assert resposta.status_code == 404
    assert nossa(resposta)


def test_nome_que_nao_e_o_do_portal_e_400_nossa_e_uma_linha_do_registro(
    municipe: Client, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ALLOWED_HOSTS = ["sp156.exemplo.invalid"]
    resposta = municipe.get("/servicos/", headers={"host": "outro.exemplo.invalid"})
    assert resposta.status_code == 400
    assert nossa(resposta)
    (linha,) = [linha for linha in caplog.records if linha.name == "django.security.DisallowedHost"]
    assert "outro.exemplo.invalid" in linha.getMessage()
    assert not linha.exc_info


def test_campos_demais_e_400_nossa(municipe: Client) -> None:
    corpo = b"&".join(b"a%d=1" % i for i in range(1_200))
    resposta = municipe.generic("POST", reverse("account_login"), corpo, content_type=FORMULARIO)
    assert resposta.status_code == 400
    assert nossa(resposta)


def caido(*_: Any) -> None:
    raise OperationalError("o servidor fechou a conexão")


@pytest.mark.parametrize("tipo", ILEGIVEIS)
def test_banco_fora_do_ar_e_503_tambem_ao_que_nao_da_para_ler(municipe: Client, tipo: str) -> None:
    with connection.execute_wrapper(caido):
        resposta = municipe.generic("POST", LE_O_BANCO_ANTES, b"a=1", content_type=tipo)
    assert resposta.status_code == 503
    assert nossa(resposta)


def test_banco_fora_do_ar_e_503_e_devolve_o_que_se_escreveu(municipe: Client) -> None:
    with connection.execute_wrapper(caido):
        resposta = municipe.post(
            reverse("esic:pedir"), {"texto": "Quanto custou a ponte?", "senha-password": "x"}
        )
    pagina = resposta.content.decode()
    assert resposta.status_code == 503
    assert resposta["Retry-After"] == "30"
    assert nossa(resposta)
    assert "Quanto custou a ponte?" in pagina
    assert ">x<" not in pagina


def test_defeito_nosso_e_500(municipe: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def quebrada(*_: Any, **__: Any) -> HttpResponse:
        raise RuntimeError("defeito")

    monkeypatch.setattr("portal.views.paginas.render", quebrada)
    resposta = municipe.get(reverse("portal:privacidade"))
    assert resposta.status_code == 500
    assert nossa(resposta)
    assert "teve uma falha" in resposta.content.decode()
