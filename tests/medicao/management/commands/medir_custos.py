"""`manage.py medir_custos`: consultas e CPU de cada página, com uma caixa de milhares de pedidos.

Só mede em banco descartável (`tests.medicao.banco`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management import CommandError

from solicitacoes.importacao.leitura import ArquivoInvalido
from tests.medicao.comando import Medicao, arquivo, circunstancias
from tests.medicao.massa_da_caixa import CAIXA, preparar
from tests.medicao.paginas_da_caixa import medir

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(Medicao):
    help = "Mede consultas e CPU das páginas com uma caixa cheia, num banco descartável."
    repeticoes = 100
    quantidades = {"abertas": (20_000, "Pedidos abertos na caixa.")}

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--arquivo", type=arquivo, help="Dados abertos a importar antes (amostra).")
        super().add_arguments(parser)

    def medir(self, opcoes: dict[str, Any]) -> dict[str, Any]:
        try:
            massa = preparar(abertas=opcoes["abertas"], amostra=opcoes["arquivo"])
        except ArquivoInvalido as erro:
            raise CommandError(str(erro)) from erro
        return {**circunstancias(CAIXA), "paginas": medir(massa, opcoes["repeticoes"])}
