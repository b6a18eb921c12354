"""Um processo à parte para ler o arquivo de um desconhecido, com memória e tempo contados.

Cede a vez a quem espera uma página e, se cai, não leva ninguém junto. Não sabe do Django.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

try:
    import resource
except ImportError:  # pragma: no cover  Windows, só em desenvolvimento
    resource = None  # type: ignore[assignment]

MEMORIA = 1024 * 1024 * 1024
SEGUNDOS = 20
"""De CPU. O relógio tem o dobro: a máquina pode estar cheia."""
GENTILEZA = 15
"""De 0 a 19: quem espera uma página passa na frente."""
RAIZ = Path(__file__).resolve().parents[2]


class Demorou(Exception):
    """Passou do tempo."""


def limitar(segundos: int = SEGUNDOS) -> None:
    """Memória, tempo e vez deste processo. Chama-se nele, antes de ler o arquivo."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORIA, MEMORIA))
        resource.setrlimit(resource.RLIMIT_CPU, (segundos, segundos + 1))
        os.nice(GENTILEZA)


def rodar(modulo: str, *argumentos: str, entrada: bytes, segundos: int = SEGUNDOS) -> tuple[int, bytes]:
    """O código com que o módulo acabou e o que escreveu. Levanta Demorou.

    O módulo recebe os segundos como primeiro argumento.
    """
    comando = [sys.executable, "-m", modulo, str(segundos), *argumentos]
    try:
        feito = subprocess.run(
            comando, input=entrada, capture_output=True, timeout=2 * segundos, check=False, cwd=RAIZ
        )
    except subprocess.TimeoutExpired as demora:
        raise Demorou from demora
    if feito.returncode < 0:  # um sinal: SIGXCPU, ou o núcleo sem memória
        raise Demorou
    return feito.returncode, feito.stdout
