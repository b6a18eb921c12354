"""`manage.py contar_guia`: quantos serviços o Guia tem no ar, e de que jeito."""

from __future__ import annotations

import json
from typing import Any

from django.core.management import BaseCommand
from django.core.management.base import CommandParser

from guia.consultas import contar

NOMES = {
    "publicados": "publicados",
    "solicitaveis": "abertos a pedidos",
    "anonimos": "sem identificação obrigatória",
    "sigilosos": "sigilosos",
    "no_aplicativo": "no aplicativo",
    "prazo_provisorio": "com prazo provisório",
    "sem_revisao": "ainda não revisados pelo órgão",
    "com_perguntas": "com perguntas próprias",
    "sem_caminho": "sem jeito de agir",
    "so_156": "só com o telefone geral da cidade",
    "com_link": "com página oficial",
    "com_telefone": "com telefone",
}


class Command(BaseCommand):
    help = "Conta os serviços publicados do Guia. Não grava nada."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **opcoes: Any) -> None:
        contas = contar()
        if opcoes["json"]:
            self.stdout.write(json.dumps(contas, ensure_ascii=False))
            return
        for chave, nome in NOMES.items():
            self.stdout.write(f"{contas[chave]:>5}  {nome}")
        for fonte, quantos in contas["por_fonte"].items():
            self.stdout.write(f"{quantos:>5}  com fato de: {fonte}")
