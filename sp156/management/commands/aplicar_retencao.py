"""Esvazia os casos que passaram do tempo de guarda; o mesmo que a rotina da madrugada faz."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from portal.meus_dados.apagar import aplicar_retencao
from protocolo.dados_pessoais.retencao import processos, sem_guarda

SEM_HORA = 10**9


class Command(BaseCommand):
    help = "Apaga o que diz de uma pessoa nos casos que já não se guardam."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limite", type=int, metavar="N", help="no máximo N casos de cada processo")
        parser.add_argument("--simular", action="store_true", help="só conta")
        parser.add_argument("--json", action="store_true", help="responde em JSON")

    def handle(self, *_args: Any, **opcoes: Any) -> None:
        em, erros = timezone.now(), list[dict[str, Any]]()
        if opcoes["simular"]:
            quantos = {chave: sem_guarda(chave, em).count() for chave in processos()}
        else:
            rodada = aplicar_retencao(em=em, limite=opcoes["limite"], segundos=SEM_HORA)
            quantos, erros = rodada.apagados, rodada.erros
        if opcoes["json"]:
            self.stdout.write(json.dumps({"apagados": quantos, "erros": erros}, ensure_ascii=False))
            return
        for chave, numero in quantos.items():
            self.stdout.write(f"{chave}: {numero}")
        for erro in erros:
            self.stdout.write(f"não deu: {erro['protocolo']} ({erro['erro']})")
