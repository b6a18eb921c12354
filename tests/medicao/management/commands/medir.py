"""`manage.py medir`: a CPU de cada página no servidor de verdade, com a cidade cheia, e os pisos ao lado.

Só mede em banco descartável (`tests.medicao.banco`). Um milhão de pedidos ocupa perto de gigabyte e meio.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from tests.medicao import mundo
from tests.medicao.comando import Medicao, circunstancias
from tests.medicao.massa_da_caixa import CAIXA
from tests.medicao.no_servidor import Servidor, medir_tudo
from tests.medicao.servidor import no_ar

COLUNAS = ("antes_ms", "alvo_ms", "total_ms", "web_ms", "postgres_ms", "vezes_linhas", "consultas")
AS_OUTRAS = ("com_oito_ms", "p95_com_oito_ms")
CABECALHO = "| | antes | alvo | agora | web | banco | vezes as linhas | consultas | com oito | p95 com oito |"


class Command(Medicao):
    help = "Mede as páginas e os atos do portal no servidor de verdade, num banco descartável."
    quantidades = {"encher": (500_000, "Pedidos na cidade.")}

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--segundos", type=float, default=2.0, help="Por quanto tempo se pede cada página."
        )
        parser.add_argument("--so", default="", help="Só as páginas e os atos em cujo nome isto está.")

    def medir(self, opcoes: dict[str, Any]) -> dict[str, Any]:
        cheio = mundo.preparar(opcoes["encher"])
        with no_ar() as (porta, web):
            medido = medir_tudo(cheio, Servidor(porta, web, opcoes["segundos"]), opcoes["so"])
        return {**circunstancias(CAIXA), **medido}

    def em_tabela(self, resultado: dict[str, Any]) -> str:
        """Em Markdown, como em docs/medicoes.md; em milissegundos, e em negrito o que passa muito do alvo."""
        linhas = [CABECALHO, "|---" * CABECALHO.count(" | ") + "|---|"]
        for nome, medida in {**resultado["pisos"], **resultado["paginas"]}.items():
            celulas = [_escrita(medida.get(coluna)) for coluna in (*COLUNAS, *AS_OUTRAS)]
            if medida.get("acima"):
                celulas[2] = f"**{celulas[2]}**"
            linhas.append(f"| {nome} | {' | '.join(celulas)} |")
        return "\n".join(linhas)


def _escrita(valor: float | None) -> str:
    return "" if valor is None else f"{valor:g}".replace(".", ",")
