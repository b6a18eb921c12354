"""`GET /saude/`: aberta, curta, e diz o que caiu quando caiu de verdade."""

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.test import Client
from pytest_django import Settings

from sp156.embutido import servidores
from sp156.embutido.pastas import RAIZ, Pastas
from sp156.embutido.processos import Filho
from sp156.management.commands.portal import granian
from tests.sp156.portal_no_ar import ambiente_limpo, porta_livre


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


@dataclass
class Web:
    """Um granian de verdade sobre servidores que o teste derruba."""

    porta: int
    fila: Filho
    banco: Filho

    def ver(self, pagina: str = "") -> tuple[int, str]:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.porta}/saude/{pagina}", timeout=10
            ) as resposta:
                return resposta.status, resposta.read().decode()
        except urllib.error.HTTPError as erro:
            with erro:
                return erro.code, erro.read().decode()

    def saude(self) -> tuple[int, dict[str, str]]:
        situacao, corpo = self.ver()
        return situacao, json.loads(corpo)

    def esperar(self) -> None:
        for _ in range(200):
            try:
                self.saude()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("o servidor web não subiu")


@pytest.fixture
def web() -> Iterator[Web]:
    with TemporaryDirectory(prefix="sp156-") as base:
        pastas = Pastas(Path(base) / "p", Path(base) / "s")
        fila, banco = servidores.subir(pastas, de_teste=True)
        (pastas.dados / "estaticos").mkdir()
        porta = porta_livre()
        processo = subprocess.Popen(
            granian("127.0.0.1", porta),
            cwd=RAIZ,
            env=ambiente_limpo(pastas.dados, **pastas.urls()),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            no_ar = Web(porta, fila, banco)
            no_ar.esperar()
            yield no_ar
        finally:
            processo.terminate()
            processo.wait(timeout=20)
            servidores.parar(pastas, [fila, banco])


@pytest.mark.processo
def test_sem_a_fila_degrada_sem_o_banco_nao_serve_e_continua_viva(web: Web) -> None:
    assert web.saude() == (200, {"situacao": "ok", "banco": "ok", "fila": "ok"})

    os.kill(web.fila.processo.pid, signal.SIGKILL)
    web.fila.processo.wait()
    assert web.saude() == (200, {"situacao": "degradado", "banco": "ok", "fila": "fora"})

    os.kill(web.banco.processo.pid, signal.SIGKILL)
    web.banco.processo.wait()
    assert web.saude() == (503, {"situacao": "fora", "banco": "fora", "fila": "fora"})
    assert web.ver("viva/") == (200, "viva")
