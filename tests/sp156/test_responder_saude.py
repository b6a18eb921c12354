"""`GET /saude/`: aberta e curta. O que diz quando algo cai de verdade prova-se em `tests/avisos`."""

from django.test import Client
from pytest_django import Settings


def test_tudo_no_ar(client: Client, db: None) -> None:
    resposta = client.get("/saude/")
    assert (resposta.status_code, resposta.content) == (200, b'{"situacao":"ok","banco":"ok","fila":"ok"}')
    assert "no-store" in resposta.headers["Cache-Control"]
    assert not resposta.cookies


def test_com_o_disco_cheio_ainda_atende_e_diz(client: Client, settings: Settings, db: None) -> None:
    settings.ESPACO_MINIMO_MB = 10**9
    resposta = client.get("/saude/")
    dito = {"situacao": "degradado", "banco": "ok", "fila": "ok", "disco": "cheio"}
    assert (resposta.status_code, resposta.json()) == (200, dito)


def test_so_se_le(client: Client) -> None:
    assert client.post("/saude/").status_code == 405
