"""`just duracoes [opções do pytest]`: roda os testes e escreve quanto custaram, e onde.

Conta o relógio e a CPU de toda a árvore de processos: pytest, servidores, navegador e os portais que
os testes sobem. Este processo recebe os órfãos da árvore (PR_SET_CHILD_SUBREAPER), e o núcleo soma a
CPU de cada um.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sp156.embutido.pastas import RAIZ
from tests.duracoes.relato import Medida, escrever

RELATO = RAIZ / ".portal" / "duracoes.md"
PR_SET_CHILD_SUBREAPER = 36


def adotar_orfaos() -> None:
    """Quem perder o pai passa a ser filho deste processo, e a sua CPU entra na conta."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER) falhou")


def esperar_orfaos() -> None:
    """Colhe os que ainda restam; com um vivo, espera-o."""
    try:
        while True:
            os.wait()
    except ChildProcessError:
        return


def main() -> int:
    adotar_orfaos()
    with tempfile.TemporaryDirectory(prefix="sp156-duracoes-") as pasta:
        arquivo = Path(pasta) / "duracoes.json"
        comando = [sys.executable, "-m", "pytest", "-p", "tests.duracoes.anotador", *sys.argv[1:]]
        inicio = time.monotonic()
        codigo = subprocess.run(
            comando, cwd=RAIZ, env={**os.environ, "SP156_DURACOES": str(arquivo)}, check=False
        ).returncode
        esperar_orfaos()
        gasto = resource.getrusage(resource.RUSAGE_CHILDREN)
        medida = Medida(
            relogio=time.monotonic() - inicio,
            cpu=gasto.ru_utime + gasto.ru_stime,
            testes=json.loads(arquivo.read_text(encoding="utf-8")) if arquivo.exists() else [],
        )
    RELATO.parent.mkdir(mode=0o700, exist_ok=True)
    RELATO.write_text(escrever(medida), encoding="utf-8")
    print(f"\n{medida.resumo()}\n{RELATO.relative_to(RAIZ)}")  # noqa: T201 - é a resposta do comando
    return codigo


if __name__ == "__main__":
    sys.exit(main())
