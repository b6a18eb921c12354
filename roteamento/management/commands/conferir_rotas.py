"""`manage.py conferir_rotas`: todo serviço, em todo lugar, chega a uma unidade viva, e a uma só?"""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.utils import timezone

from roteamento.conferencia.cobertura import conferir_agora, sem_servidor
from roteamento.conferencia.prova import Conferencia, Furo
from roteamento.rotas import SemTriagem

CITADAS = 10
"""Quantas unidades sem servidor se escrevem; o JSON traz todas."""


class Command(BaseCommand):
    help = (
        "Confere o destino de cada serviço aberto em cada distrito e rua com regra, hoje e em todo dia "
        "em que algo muda. Sai com 1 se há lacuna ou conflito; com --estrito, também se um destino está "
        "sem servidor."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="escreve o resultado em JSON")
        parser.add_argument("--estrito", action="store_true", help="destino sem servidor também é falha")

    def handle(self, *_args: Any, **opcoes: Any) -> None:
        hoje = timezone.localdate()
        try:
            feita = conferir_agora(hoje)
        except SemTriagem as erro:
            raise CommandError(str(erro)) from erro
        vazias = sem_servidor(feita, hoje)
        completa = {**feita.como_json(), "unidades_sem_servidor": vazias}
        em_json = json.dumps(completa, ensure_ascii=False)
        self.stdout.write(em_json if opcoes["json"] else _em_palavras(feita, vazias))
        if feita.furos or (opcoes["estrito"] and vazias):
            sys.exit(1)


def _em_palavras(feita: Conferencia, vazias: list[str]) -> str:
    linhas = [f"{feita.servicos} serviços em {feita.distritos} distritos: {feita.pares} pares conferidos."]
    linhas += _lista("Lacunas", feita.lacunas)
    linhas += _lista("Conflitos", feita.conflitos)
    citadas = ", ".join(vazias[:CITADAS]) + (" e outras" if len(vazias) > CITADAS else "")
    linhas.append(f"Unidades sem servidor: {len(vazias)}" + (f" ({citadas})" if vazias else ""))
    return "\n".join(linhas)


def _lista(titulo: str, furos: list[Furo]) -> list[str]:
    return [f"{titulo}: {len(furos)}", *(f"  {furo}" for furo in furos)]
