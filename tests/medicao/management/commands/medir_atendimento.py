"""`manage.py medir_atendimento`: quanto demora cada resposta da mesa, com a Central cheia.

Só mede em banco descartável (`tests.medicao.banco`), e sobe para isso o servidor de verdade ao lado.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

from sp156.management.commands.portal import granian, saudavel
from tests.medicao.banco import arrumar
from tests.medicao.carga_da_mesa import carregar, cpu_de, encher
from tests.medicao.comando import Medicao
from tests.sp156.portal_no_ar import porta_livre

META_MS = 150.0
PARTIDA = 60


class Command(Medicao):
    help = "Mede a mesa de quem atende com muita gente ao mesmo tempo, contra o servidor de verdade."
    quantidades = {
        "atendentes": (500, "Quantos atendem."),
        "segundos": (60, "Por quanto tempo."),
        "ritmo": (20, "Pedidos por segundo, ao todo."),
    }

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--erros", action="store_true", help="Escreve os pedidos que falharam.")

    def medir(self, opcoes: dict[str, Any]) -> dict[str, Any]:
        sessoes = encher(opcoes["atendentes"])
        arrumar()
        with _servidor() as (porta, web):
            ritmo, segundos = opcoes["ritmo"], opcoes["segundos"]
            cpu = partial(_cpu, web)
            carregar(porta, sessoes, por_segundo=ritmo, segundos=min(5, segundos), cpu=cpu)  # aquece
            resumo, erros = carregar(porta, sessoes, por_segundo=ritmo, segundos=segundos, cpu=cpu)
        if opcoes["erros"]:
            self.stderr.write("\n".join(erros))
        return resumo

    def em_tabela(self, resultado: dict[str, Any]) -> str:
        linhas = [f"{nome:20} {valor}" for nome, valor in resultado.items()]
        linhas.append("" if resultado["p95_ms"] <= META_MS else f"ACIMA DO ALVO ({META_MS:g} ms)")
        return "\n".join(filter(None, linhas))


@contextlib.contextmanager
def _servidor() -> Iterator[tuple[int, int]]:
    """O granian sobre o banco desta medição: a porta e o processo."""
    porta = porta_livre()
    partes = urlsplit(os.environ["DATABASE_URL"])
    banco = urlunsplit(partes._replace(path=f"/{connection.settings_dict['NAME']}"))
    ambiente = {**os.environ, "DATABASE_URL": banco, "SP156_PROCESSO": "web"}
    ambiente["ENDERECO_PUBLICO"] = f"http://127.0.0.1:{porta}"
    with tempfile.TemporaryFile() as saida:
        comando = granian("127.0.0.1", porta)
        processo = subprocess.Popen(comando, cwd=settings.BASE_DIR, env=ambiente, stdout=saida, stderr=saida)
        try:
            limite = time.monotonic() + PARTIDA
            while not saudavel("127.0.0.1", porta):
                assert time.monotonic() < limite, "o servidor não subiu"
                time.sleep(0.2)
            yield porta, processo.pid
        finally:
            processo.terminate()
            processo.wait()


def _cpu(web: int) -> float:
    """O servidor e as ligações dele ao banco."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cpu_de([web, *(pid for (pid,) in cursor.fetchall())])
