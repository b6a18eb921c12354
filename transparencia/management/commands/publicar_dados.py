"""`manage.py publicar_dados`: faz os arquivos de dados abertos de um mês, de um ano ou os da rotina."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from transparencia.dados_abertos.periodos import Periodo
from transparencia.dados_abertos.publicacao import da_rotina, publicar, sortear_identificadores


class Command(BaseCommand):
    help = "Faz os arquivos de dados abertos. Sem período, os do último ano; o que não mudou fica como está."

    def add_arguments(self, parser: ArgumentParser) -> None:
        qual = parser.add_mutually_exclusive_group()
        qual.add_argument("--mes", type=_periodo, help="Um mês, como 2026-07.")
        qual.add_argument("--ano", type=_periodo, help="Um ano, como 2026.")
        parser.add_argument("--json", action="store_true", help="O resultado em JSON.")

    def handle(self, *_args: Any, **opcoes: Any) -> None:
        sortear_identificadores()
        um = opcoes["mes"] or opcoes["ano"]
        periodos = [um] if um else da_rotina(timezone.localdate())
        feitos = [arquivo for periodo in periodos for arquivo in publicar(periodo)]
        if opcoes["json"]:
            campos = ("nome", "linhas", "tamanho", "sha256")
            ditos = [{campo: getattr(feito, campo) for campo in campos} for feito in feitos]
            self.stdout.write(json.dumps(ditos, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(f"{feito.nome}: {feito.linhas} linhas" for feito in feitos))


def _periodo(escrito: str) -> Periodo:
    lido = Periodo.ler(escrito)
    if lido is None:
        raise ArgumentTypeError("escreva o mês como 2026-07 ou o ano como 2026.")
    return lido
