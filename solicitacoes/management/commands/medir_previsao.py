"""`manage.py medir_previsao`: se o que se diz de quanto tem levado teria valido nos anos importados."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management import BaseCommand, CommandError

from solicitacoes.previsao.prova import Prova, provar

SEM_IMPORTADOS = (
    "Não há pedidos importados para provar a previsão. Importe-os: manage.py importar_sp156 ARQUIVO"
)


class Command(BaseCommand):
    help = "Prova, de trás para a frente, nos pedidos importados, quanto acerta o que se diz que tem levado."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="O resultado em JSON.")

    def handle(self, *_args: Any, json: bool, **_opcoes: Any) -> None:  # noqa: A002
        prova = provar()
        if prova is None:
            raise CommandError(SEM_IMPORTADOS)
        self.stdout.write(_em_json(prova) if json else _em_palavras(prova))


def _em_json(prova: Prova) -> str:
    return json.dumps(asdict(prova), ensure_ascii=False)


def _em_palavras(prova: Prova) -> str:
    linhas = [f"{prova.meses} meses, de {prova.de} a {prova.ate}"]
    for nome, conta in (("na cidade", prova.na_cidade), ("por subprefeitura", prova.por_subprefeitura)):
        linhas.append(
            f"{nome}: {conta.pedidos} pedidos; dentro da metade {_por_cento(conta.dentro_da_metade)}, "
            f"dentro de nove em dez {_por_cento(conta.dentro_de_nove_em_dez)}; {conta.sem_saber} sem se saber"
        )
    return "\n".join(linhas)


def _por_cento(parte: float | None) -> str:
    return "–" if parte is None else f"{100 * parte:.1f} %".replace(".", ",")
