"""`manage.py medir_atendimento`: quanto demora cada resposta da mesa, com a Central cheia.

Só mede em banco descartável (`tests.medicao.banco`), e sobe para isso o servidor de verdade ao lado.
"""

from __future__ import annotations

from argparse import ArgumentParser
from functools import partial
from typing import Any

from tests.medicao.banco import arrumar
from tests.medicao.carga_da_mesa import carregar, encher
from tests.medicao.comando import Medicao
from tests.medicao.servidor import cpu, no_ar

META_MS = 150.0


class Command(Medicao):
    help = "Mede a mesa de quem atende com muita gente ao mesmo tempo, contra o servidor de verdade."
    quantidades = {
        "atendentes": (500, "Quantos atendem."),
        "segundos": (60, "Por quanto tempo."),
        "ritmo": (20, "Pedidos por segundo, ao todo."),
    }

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--erros", action="store_true", help="Escreve os pedidos que falharam.")

    def medir(self, opcoes: dict[str, Any]) -> dict[str, Any]:
        sessoes = encher(opcoes["atendentes"])
        arrumar()
        with no_ar() as (porta, web):
            ritmo, segundos = opcoes["ritmo"], opcoes["segundos"]
            gasto = partial(cpu, web)
            carregar(porta, sessoes, por_segundo=ritmo, segundos=min(5, segundos), cpu=gasto)  # aquece
            resumo, erros = carregar(porta, sessoes, por_segundo=ritmo, segundos=segundos, cpu=gasto)
        if opcoes["erros"]:
            self.stderr.write("\n".join(erros))
        return resumo

    def em_tabela(self, resultado: dict[str, Any]) -> str:
        linhas = [f"{nome:20} {valor}" for nome, valor in resultado.items()]
        linhas.append("" if resultado["p95_ms"] <= META_MS else f"ACIMA DO ALVO ({META_MS:g} ms)")
        return "\n".join(filter(None, linhas))
