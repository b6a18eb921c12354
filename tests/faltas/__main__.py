"""`just faltas [nome …]`: estraga uma cópia do projeto, uma falta por vez, e diz que testes a notam.

Antes, os testes escolhidos rodam na cópia intacta e têm de passar: senão a falha de um deles não diria nada.
Sai com 1 se alguém não foi notado, se uma falta não se aplica ou se a cópia intacta falha.
"""

from __future__ import annotations

import argparse
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sp156.embutido import frontend
from sp156.embutido.pastas import RAIZ
from tests.faltas.dados import Falta, FaltaInvalida, desfazer, ler

COPIAS = 2
PRAZO = 900
FALHOU = re.compile(r"^(?:FAILED|SUBFAILED\[.*\]) (.+?)(?: - .*)?$", re.MULTILINE)
NAO_RODOU = re.compile(r"^(?:ERROR tests/.*|.*\bTimeout \(>.*)$", re.MULTILINE)
"""O que não é notar: o mundo do teste não se montou, ou o relógio acabou."""
INTACTA = "cópia intacta"


@dataclass(frozen=True)
class Resultado:
    """O que a rodada disse de uma falta: quem a notou, ou por que nem se aplicou."""

    nome: str
    frase: str
    notaram: tuple[str, ...] = ()
    erro: str = ""

    @property
    def notada(self) -> bool:
        return bool(self.notaram) and not self.erro

    def linha(self) -> str:
        quem = self.erro or ", ".join(f"`{teste}`" for teste in self.notaram[:2]) or "**ninguém notou**"
        mais = f" e mais {len(self.notaram) - 2}" if len(self.notaram) > 2 else ""  # noqa: PLR2004 - as duas ditas
        return f"| {self.nome} | {self.frase} | {quem}{mais} |"


def copiar(destino: Path) -> Path:
    """Os arquivos que vão ao repositório, os pacotes do Node e, ao lado, os dados partilhados."""
    lista = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=RAIZ, capture_output=True, text=True, check=True
    )
    for nome in filter(None, lista.stdout.splitlines()):
        if (RAIZ / nome).exists():
            (destino / nome).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(RAIZ / nome, destino / nome)
    shutil.copytree(frontend.COMPILADO, destino / "static" / "compilado")
    (destino / "node_modules").symlink_to(frontend.PACOTES)
    if (RAIZ.parent / "shared").exists():
        (destino.parent / "shared").symlink_to(RAIZ.parent / "shared")
    return destino


@contextmanager
def copias() -> Iterator[queue.Queue[Path]]:
    """As cópias em que se trabalha ao mesmo tempo; somem no fim."""
    base = Path(tempfile.mkdtemp(prefix="sp156-faltas-"))
    livres: queue.Queue[Path] = queue.Queue()
    try:
        for numero in range(COPIAS):
            livres.put(copiar(base / str(numero) / "projeto"))
        yield livres
    finally:
        shutil.rmtree(base, ignore_errors=True)


def rodar(pasta: Path, testes: tuple[str, ...], *opcoes: str) -> tuple[int, str]:
    """O pytest na cópia, sem nada do ambiente desta; passado o prazo, conta como falha da rodada."""
    fora = ("DATABASE_URL", "REDIS_URL", "SP156_", "PYTEST", "DJANGO_SETTINGS_MODULE")
    ambiente = {nome: valor for nome, valor in os.environ.items() if not nome.startswith(fora)}
    comando = [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=line", "-rfE", *opcoes, *testes]
    feito = subprocess.run(
        comando, cwd=pasta, env=ambiente, capture_output=True, text=True, timeout=PRAZO, check=False
    )
    return feito.returncode, feito.stdout + feito.stderr


def tentar(livres: queue.Queue[Path], falta: Falta) -> Resultado:
    """Aplica, roda os testes que deveriam notar, desfaz."""
    pasta = livres.get()
    try:
        antes = falta.aplicar(pasta)
        try:
            codigo, saida = rodar(pasta, falta.testes, "-n0")
        finally:
            desfazer(antes)
    except (FaltaInvalida, subprocess.TimeoutExpired) as erro:
        return Resultado(falta.nome, falta.frase, erro=str(erro))
    finally:
        livres.put(pasta)
    notaram = tuple(dict.fromkeys(FALHOU.findall(saida)))
    achado = NAO_RODOU.search(saida) or (codigo and not notaram and re.search(r".+\s*\Z", saida))
    parou = f"a rodada não acabou ({codigo}): {achado[0].strip()[:300]}" if achado else ""
    return Resultado(falta.nome, falta.frase, notaram, parou)


def intacta(livres: queue.Queue[Path], faltas: list[Falta]) -> Resultado:
    """Os mesmos testes, sem falta alguma; só depois a falha de um deles quer dizer que a notou."""
    pasta = livres.get()
    try:
        testes = tuple(dict.fromkeys(teste for falta in faltas for teste in falta.testes))
        codigo, saida = rodar(pasta, testes)
    finally:
        livres.put(pasta)
    falharam = ", ".join(FALHOU.findall(saida)) or saida[-600:]
    return Resultado(INTACTA, "", erro="" if codigo == 0 else f"falhou sem falta alguma: {falharam}")


def main() -> int:
    argumentos = argparse.ArgumentParser(prog="just faltas", description=__doc__)
    argumentos.add_argument("nomes", nargs="*", help="só estas faltas (padrão: todas)")
    argumentos.add_argument("--sem-intacta", action="store_true", help="não roda antes a cópia intacta")
    pedido = argumentos.parse_args()
    todas = ler()
    if desconhecidas := set(pedido.nomes) - {falta.nome for falta in todas}:
        argumentos.error(f"não há falta com o nome {', '.join(sorted(desconhecidas))}")
    faltas = [falta for falta in todas if not pedido.nomes or falta.nome in pedido.nomes]
    frontend.preparar()
    with copias() as livres, ThreadPoolExecutor(COPIAS) as threads:
        if not pedido.sem_intacta and (controle := intacta(livres, faltas)).erro:
            print(controle.erro)  # noqa: T201 - é a resposta do comando
            return 1
        print("| falta | o que se quebra | quem notou |\n|---|---|---|", flush=True)  # noqa: T201
        resultados = []
        for resultado in threads.map(lambda falta: tentar(livres, falta), faltas):
            resultados.append(resultado)
            print(resultado.linha(), flush=True)  # noqa: T201
    notadas = sum(resultado.notada for resultado in resultados)
    print(f"\n{notadas} de {len(resultados)} notadas")  # noqa: T201
    return 0 if notadas == len(resultados) else 1


if __name__ == "__main__":
    sys.exit(main())
