"""O servidor de verdade sobre o banco de uma medição, e quanta CPU ele e o banco gastam."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

from sp156.embutido.portal import saudavel
from sp156.web.servidor import granian
from tests.medicao.medidor import TIQUES_POR_SEGUNDO, campos_de, cpu_em_tiques
from tests.sp156.portal_no_ar import porta_livre

PARTIDA = 60


@contextlib.contextmanager
def no_ar() -> Iterator[tuple[int, int]]:
    """O granian sobre este banco: a porta e o processo. RuntimeError, com o que ele disse, se não sobe."""
    porta = porta_livre()
    partes = urlsplit(os.environ["DATABASE_URL"])
    banco = urlunsplit(partes._replace(path=f"/{connection.settings_dict['NAME']}"))
    ambiente = {**os.environ, "DATABASE_URL": banco, "SP156_PROCESSO": "web"}
    ambiente["ENDERECO_PUBLICO"] = f"http://127.0.0.1:{porta}"
    ambiente["DJANGO_SETTINGS_MODULE"] = "tests.medicao.ajustes"
    with tempfile.TemporaryFile() as saida:
        comando = granian("127.0.0.1", porta)
        processo = subprocess.Popen(comando, cwd=settings.BASE_DIR, env=ambiente, stdout=saida, stderr=saida)
        try:
            limite = time.monotonic() + PARTIDA
            while not saudavel("127.0.0.1", porta, "localhost"):
                if time.monotonic() > limite or processo.poll() is not None:
                    saida.seek(0)
                    raise RuntimeError(f"O servidor não subiu: {saida.read().decode(errors='replace')}")
                time.sleep(0.2)
            yield porta, processo.pid
        finally:
            processo.terminate()
            processo.wait()


def cpu(web: int) -> float:
    """Segundos de CPU do servidor e de tudo o que é do PostgreSQL: quem atende, quem escreve, quem arruma."""
    return cpu_da_web(web) + cpu_do_banco()


def cpu_da_web(web: int) -> float:
    return cpu_de([web])


def cpu_do_banco() -> float:
    """Do PostgreSQL inteiro, o que já acabou também; levanta RuntimeError se ele não está nesta máquina."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ligacao = Path(f"/proc/{cursor.fetchone()[0]}")
    if not ligacao.exists() or "postgres" not in (ligacao / "cmdline").read_text():
        raise RuntimeError("O PostgreSQL não está nesta máquina: não há como contar a CPU dele.")
    pai = int(campos_de(ligacao)[1])
    return cpu_de([pai]) + sum(map(int, campos_de(Path(f"/proc/{pai}"))[13:15])) / TIQUES_POR_SEGUNDO


def cpu_de(pais: Sequence[int]) -> float:
    """Destes processos e dos filhos deles."""
    return sum(cpu_em_tiques(Path(f"/proc/{pid}")) or 0.0 for pid in {*pais, *_filhos(pais)})


def _filhos(pais: Sequence[int]) -> Iterator[int]:
    for pid in pais:
        for tarefa in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                filhos = [int(um) for um in tarefa.read_text().split()]
            except (FileNotFoundError, ProcessLookupError):
                continue  # a linha acabou entre achá-la e lê-la
            yield from filhos
            yield from _filhos(filhos)
