"""`manage.py conferir_implantacao`: a lista da página “Implantação”, para quem está no servidor."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from django.core.management import BaseCommand
from django.core.management.base import CommandParser

from avisos.alertas.conferir import Conferido, conferir

ENTRE_AS_DUAS = 5.0
"""Segundos até se perguntar outra vez o que pareceu errado."""


class Command(BaseCommand):
    help = "Confere o que o portal precisa para atender; sai com 1 se algo está errado e ninguém o aceitou."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="escreve o resultado em JSON")

    def handle(self, *_args: Any, **opcoes: Any) -> None:
        conferidos = duas_vezes()
        errados = [um for um in conferidos if um.errado]
        aceitos = [um for um in conferidos if um.aceito]
        if opcoes["json"]:
            certos = [um.vigia.codigo for um in conferidos if not um.frase]
            ditos = {"errado": _em_json(errados), "aceito": _em_json(aceitos), "certo": certos}
            self.stdout.write(json.dumps(ditos, ensure_ascii=False))
        else:
            for um in errados:
                self.stdout.write(f"{um.grupo}: {um.frase}\n  {um.vigia.porque}\n  {um.vigia.conserto}")
            self.stdout.write(
                f"{len(conferidos)} conferidos, {len(errados)} errados, {len(aceitos)} aceitos."
            )
        if errados:
            sys.exit(1)


def duas_vezes() -> list[Conferido]:
    """O que pareceu errado pergunta-se outra vez: o que falha num instante só não é nada."""
    primeira = {um.vigia.codigo: um for um in conferir()}
    if errados := frozenset(codigo for codigo, um in primeira.items() if um.errado):
        time.sleep(ENTRE_AS_DUAS)
        primeira.update({um.vigia.codigo: um for um in conferir(errados)})
    return list(primeira.values())


def _em_json(conferidos: list[Conferido]) -> list[dict[str, str]]:
    return [
        {
            "codigo": um.vigia.codigo,
            "grupo": um.grupo,
            "frase": um.frase,
            "porque": um.vigia.porque,
            "conserto": um.vigia.conserto,
            "link": um.vigia.link,
            **({"aceito_ate": f"{um.alerta.visto_ate}"} if um.aceito and um.alerta else {}),
        }
        for um in conferidos
    ]
