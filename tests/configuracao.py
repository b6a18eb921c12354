"""Configuração dos testes: a do projeto, com os servidores desta rodada.

O pytest-django a carrega antes de qualquer conftest; aqui só se reservam os
endereços, e `tests/conftest.py` sobe os servidores. Os processos do xdist
herdam os endereços do primeiro e ficam cada um com um banco Redis.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

# Um teste de processo põe no ar uma dúzia de Pythons: que não traduzam, cada um, os mesmos módulos.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

from sp156.embutido.pastas import Pastas  # noqa: E402 - só com o ambiente pronto

MEMORIA = Path("/dev/shm")  # noqa: S108 - é o disco, e não uma pasta de nome sabido
CABE = 2 * 1024**3
"""Bytes livres para se gravar na memória; uma rodada usa um quinto disso."""


def gravar_na_memoria(memoria: Path = MEMORIA, cabe: int = CABE) -> None:
    """O que a rodada grava some com ela: com espaço, vai para um disco de memória. Um TMPDIR dado vale mais.

    Fazer e desfazer bancos é criar e apagar milhares de arquivos, o que num disco custa CPU e espera.
    """
    if "TMPDIR" in os.environ or not os.access(memoria, os.W_OK | os.X_OK):
        return
    if shutil.disk_usage(memoria).free >= cabe:
        os.environ["TMPDIR"] = tempfile.tempdir = str(memoria)


gravar_na_memoria()
if "SP156_RODADA" not in os.environ:
    rodada = Path(tempfile.gettempdir()) / f"sp156-t{os.getpid()}"
    os.environ |= {"SP156_RODADA": str(rodada), "SP156_PASTA": str(rodada / "p")}
    os.environ |= Pastas(rodada / "p", rodada / "s").urls()
if trabalhador := os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].partition("?")[0] + f"?db={1 + int(trabalhador[2:])}"

from sp156.settings import *  # noqa: E402, F403 - só com o ambiente pronto
from sp156.settings import INSTALLED_APPS  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "tests.banco"]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
AVISOS_POR_DIA_SEM_PROVA = 100_000
"""Os casos de todos os testes escrevem aos mesmos contatos; quem prova o teto põe um."""
CANAIS = {}
"""Só o e-mail; quem prova outro canal o liga."""
