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

    def handle(
        self, *_args: Any, mes: Periodo | None, ano: Periodo | None, json: bool, **_opcoes: Any
    ) -> None:  # noqa: A002
        sortear_identificadores()
        um = mes or ano
        feitos = [
            a for periodo in ([um] if um else da_rotina(timezone.localdate())) for a in publicar(periodo)
        ]
        ditos = [
            {"nome": a.nome, "linhas": a.linhas, "tamanho": a.tamanho, "sha256": a.sha256} for a in feitos
        ]
        self.stdout.write(
            _em_json(ditos) if json else "\n".join("{nome}: {linhas} linhas".format(**d) for d in ditos)
        )


def _periodo(escrito: str) -> Periodo:
    lido = Periodo.ler(escrito)
    if lido is None:
        raise ArgumentTypeError("escreva o mês como 2026-07 ou o ano como 2026.")
    return lido


def _em_json(ditos: list[dict[str, Any]]) -> str:
    return json.dumps(ditos, ensure_ascii=False)
