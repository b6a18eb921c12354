"""`manage.py importar_sp156 ARQUIVO`: pedidos históricos dos dados abertos da cidade."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import fields
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from solicitacoes.importacao.importador import Resultado, importar
from solicitacoes.importacao.leitura import ArquivoInvalido

PASSO_DO_PROGRESSO = 10_000


class Command(BaseCommand):
    help = "Importa o arquivo de dados abertos do SP156 (17 colunas). Rodar de novo não repete nada."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("arquivo", type=Path)
        parser.add_argument("--limite", type=_positivo, help="Só as primeiras N linhas.")
        parser.add_argument("--json", action="store_true", help="O resultado em JSON.")

    def handle(self, *_args: Any, arquivo: Path, limite: int | None, json: bool, **_opcoes: Any) -> None:  # noqa: A002
        if not arquivo.is_file():
            raise CommandError(f"Não achei o arquivo {arquivo}.")
        try:
            resultado = importar(arquivo, limite=limite, progresso=self._progresso)
        except ArquivoInvalido as erro:
            raise CommandError(str(erro)) from erro
        self.stdout.write(_em_json(resultado) if json else _em_palavras(resultado))

    def _progresso(self, resultado: Resultado) -> None:
        if resultado.lidas % PASSO_DO_PROGRESSO == 0:
            self.stderr.write(f"{resultado.lidas} lidas em {resultado.segundos} s")


def _positivo(texto: str) -> int:
    if not texto.isdecimal() or not int(texto):
        raise ArgumentTypeError("escreva um número maior que zero.")
    return int(texto)


def _em_json(resultado: Resultado) -> str:
    contas = {campo.name: getattr(resultado, campo.name) for campo in fields(resultado)}
    return json.dumps({**contas, "recusadas": dict(resultado.recusadas)}, ensure_ascii=False)


def _em_palavras(resultado: Resultado) -> str:
    recusas = "".join(f"\n  {n} {motivo}" for motivo, n in resultado.recusadas.most_common())
    return (
        f"{resultado.lidas} linhas lidas em {resultado.segundos} s: {resultado.importadas} importadas "
        f"({resultado.sem_rota} sem rota, na triagem), {resultado.repetidas} já importadas, "
        f"{resultado.recusadas.total()} recusadas{recusas}"
    )
