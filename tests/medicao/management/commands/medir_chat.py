"""`manage.py medir_chat`: quanto custam as conversas abertas, e em quanto tempo uma mensagem chega.

Só mede em banco descartável (`tests.medicao.banco`), e sobe para isso o servidor de verdade ao lado.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from tests.medicao.banco import arrumar
from tests.medicao.carga_do_chat import ENTRE_MENSAGENS, conversar, conversas_abertas
from tests.medicao.comando import Medicao
from tests.medicao.servidor import cpu_da_web, cpu_do_banco, no_ar

META_MS = 500


class Command(Medicao):
    help = "Mede as conversas do portal, com os dois lados a acompanhar e a escrever, no servidor de verdade."
    quantidades = {
        "conversas": (300, "Quantas abertas ao mesmo tempo."),
        "segundos": (60, "Por quanto tempo se escreve nelas."),
    }

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--entre", type=float, default=ENTRE_MENSAGENS, help="Segundos entre mensagens de uma conversa."
        )
        parser.add_argument("--erros", action="store_true", help="Escreve os pedidos que falharam.")

    def medir(self, opcoes: dict[str, Any]) -> dict[str, Any]:
        abertas = conversas_abertas(opcoes["conversas"])
        arrumar()
        with no_ar() as (porta, web):
            resumo, erros = conversar(
                porta,
                abertas,
                segundos=opcoes["segundos"],
                cpu=lambda: {"web": cpu_da_web(web), "banco": cpu_do_banco()},
                entre=opcoes["entre"],
            )
        if opcoes["erros"]:
            self.stderr.write("\n".join(erros))
        return resumo

    def em_tabela(self, resultado: dict[str, Any]) -> str:
        linhas = [f"{nome:22} {valor}" for nome, valor in resultado.items()]
        if resultado["p95_ms"] > META_MS:
            linhas.append(f"ACIMA DO ALVO ({META_MS} ms)")
        return "\n".join(linhas)
