"""A versão lançada: até que migração vai, e que arquivos a dizem. `just lancar X.Y.Z` escreve-a em todos."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import yaml
from django.db.migrations.loader import MigrationLoader

from sp156.embutido.pastas import RAIZ

LANCADA = Path(__file__).with_name("lancada.yaml")
"""A versão, e em cada aplicativo a última migração que ela traz."""
NUMERO = re.compile(r"\d+\.\d+\.\d+")
TRECHOS = {
    "pyproject.toml": (r'(?m)^version = "[^"]*"', 'version = "{versao}"'),
    "publiccode.yml": (r'(?m)^softwareVersion: "[^"]*"', 'softwareVersion: "{versao}"'),
    "CHANGELOG.md": (r"(?m)^## \[Não lançado\]\n", "## [Não lançado]\n\n## [{versao}] – {dia}\n"),
}
"""O arquivo → o trecho que diz a versão, e o que lá se põe."""


def ultimas() -> dict[str, str]:
    """Aplicativo nosso → a última migração dele, no código de agora."""
    grafo = MigrationLoader(None).graph
    return {app: nome for app, nome in sorted(grafo.leaf_nodes()) if (RAIZ / app / "migrations").is_dir()}


def lancada() -> tuple[str, dict[str, str]]:
    lido = yaml.safe_load(LANCADA.read_text(encoding="utf-8"))
    return lido["versao"], lido["migracoes"]


def ditas() -> Iterator[tuple[str, str]]:
    """Cada arquivo que diz a versão, e a que ele diz."""
    yield "pyproject.toml", _achar("pyproject.toml", r'^version = "(.+)"')
    yield "publiccode.yml", _achar("publiccode.yml", r'^softwareVersion: "(.+)"')
    yield "CHANGELOG.md", _achar("CHANGELOG.md", r"^## \[(\d.+)\] – \d{4}-\d\d-\d\d$")


def _achar(arquivo: str, padrao: str) -> str:
    achado = re.search(padrao, (RAIZ / arquivo).read_text(encoding="utf-8"), re.MULTILINE)
    assert achado, arquivo
    return achado[1]


def lancar(versao: str, dia: date) -> None:
    """Escreve a versão em todos os arquivos; a etiqueta, põe-a quem lança."""
    if not NUMERO.fullmatch(versao):
        raise SystemExit("A versão escreve-se X.Y.Z.")
    for arquivo, (padrao, novo) in TRECHOS.items():
        caminho = RAIZ / arquivo
        texto, quantos = re.subn(
            padrao, novo.format(versao=versao, dia=dia), caminho.read_text("utf-8"), count=1
        )
        if not quantos:
            raise SystemExit(f"{arquivo} não diz a versão onde se espera.")
        caminho.write_text(texto, encoding="utf-8")
    publico = RAIZ / "publiccode.yml"
    texto = re.sub(r'(?m)^releaseDate: "[^"]*"', f'releaseDate: "{dia}"', publico.read_text("utf-8"))
    publico.write_text(texto, encoding="utf-8")
    dados = {"versao": versao, "migracoes": ultimas()}
    LANCADA.write_text(yaml.safe_dump(dados, allow_unicode=True, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    import django

    django.setup()
    lancar(sys.argv[1], date.today())  # noqa: DTZ011 - o dia de quem lança
    print(f"Falta: git commit, git tag v{sys.argv[1]} e just pouso.")  # noqa: T201 - é a resposta do comando
