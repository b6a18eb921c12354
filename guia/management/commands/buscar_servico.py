"""`manage.py buscar_servico`: a busca do Guia, como o portal a faz."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser

from guia.busca.achado import procurar
from guia.busca.aprendido import aprender

type Achados = list[dict[str, str]]


class Command(BaseCommand):
    help = "Busca serviços no Guia, o melhor primeiro. Antes, aprende do que mudou."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("texto", nargs="?", default="", help="o que a pessoa escreveria")
        parser.add_argument("--arquivo", default="", help="uma busca por linha (“-”: a entrada padrão)")
        parser.add_argument("--limite", type=int, default=5)
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **opcoes: Any) -> None:
        if bool(opcoes["texto"]) == bool(opcoes["arquivo"]):
            raise CommandError("Diga o que buscar, ou um --arquivo com uma busca por linha.")
        if opcoes["limite"] < 1:
            raise CommandError("O --limite é de um serviço para cima.")
        aprender()
        if opcoes["texto"]:
            self._mostrar(opcoes, achados(opcoes["texto"], opcoes["limite"]))
            return
        listas = [achados(linha, opcoes["limite"]) for linha in _linhas(opcoes["arquivo"])]
        if opcoes["json"]:
            self.stdout.write(json.dumps(listas, ensure_ascii=False))
            return
        for lista in listas:
            self._mostrar(opcoes, lista)
            self.stdout.write("")

    def _mostrar(self, opcoes: dict[str, Any], lista: Achados) -> None:
        if opcoes["json"]:
            self.stdout.write(json.dumps(lista, ensure_ascii=False))
            return
        for servico in lista:
            self.stdout.write(f"{servico['nome']} ({servico['tema']}): {servico['slug']}")
        if not lista:
            self.stdout.write("Nenhum serviço.")


def achados(texto: str, limite: int) -> Achados:
    """Cada serviço achado: slug, nome e tema."""
    return [
        {"slug": servico.slug, "nome": servico.nome, "tema": servico.assunto.tema.nome}
        for servico in procurar(texto, limite).servicos
    ]


def _linhas(arquivo: str) -> list[str]:
    """As buscas do arquivo, uma por linha; a linha vazia também conta, e nada acha."""
    if arquivo == "-":
        return sys.stdin.read().splitlines()
    try:
        return Path(arquivo).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as erro:
        raise CommandError(f"Não consegui ler {arquivo}: {erro}") from erro
