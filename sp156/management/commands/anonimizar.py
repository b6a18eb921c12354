"""Apaga o que diz de uma pessoa: a conta dela, ou um caso. Antes de mudar, `--simular` diz o que mudaria."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.consultas import localizar
from portal.meus_dados import apagar
from protocolo.dados_pessoais.retencao import Guardado, casos_de
from protocolo.erros import TransicaoProibida
from protocolo.numero import normalizar

GUARDADO = "O caso {} ainda se guarda. Para o apagar assim mesmo, diga --mesmo-guardados."


class Command(BaseCommand):
    help = "Apaga os dados pessoais de uma conta ou de um caso."

    def add_arguments(self, parser: CommandParser) -> None:
        de_quem = parser.add_mutually_exclusive_group(required=True)
        de_quem.add_argument("--conta", metavar="E", help="o e-mail, o CPF ou o número da conta")
        de_quem.add_argument("--protocolo", metavar="P", help="o protocolo de um caso")
        parser.add_argument(
            "--mesmo-guardados", action="store_true", help="também o que ainda se guarda (ordem de um juiz)"
        )
        parser.add_argument("--simular", action="store_true", help="só diz o que faria")
        parser.add_argument("--json", action="store_true", help="responde em JSON")

    def handle(self, *_args: Any, **opcoes: Any) -> None:
        fazer = self._conta if opcoes["conta"] else self._caso
        dito = fazer(opcoes)
        if opcoes["json"]:
            self.stdout.write(json.dumps(dito, ensure_ascii=False))
            return
        feito = "Apagaria" if opcoes["simular"] else "Apagou"
        self.stdout.write(f"{feito}: {', '.join(dito['apagados']) or 'nenhum caso'}.")
        self.stdout.write(f"Ficam, sem dizer de quem são: {', '.join(dito['ficam']) or 'nenhum'}.")

    def _conta(self, opcoes: dict[str, Any]) -> dict[str, list[str]]:
        usuario = apagar.da_linha_de_comando(opcoes["conta"])
        if usuario is None:
            raise CommandError("Não há conta com este e-mail, CPF ou número.")
        ficam, apagam = apagar.o_que_fica(usuario, timezone.now())
        if opcoes["mesmo_guardados"]:
            ficam, apagam = [], [*apagam, *ficam]
        if not opcoes["simular"]:
            try:
                apagar.apagar_conta(usuario=usuario, mesmo_guardados=opcoes["mesmo_guardados"])
            except TransicaoProibida as recusa:
                raise CommandError(str(recusa)) from recusa
        return {"apagados": _protocolos(apagam), "ficam": _protocolos(ficam)}

    def _caso(self, opcoes: dict[str, Any]) -> dict[str, list[str]]:
        caso = localizar(normalizar(opcoes["protocolo"]))
        if caso is None or caso.interessado_id is None:
            raise CommandError("Não há caso de uma pessoa com este protocolo.")
        (guardado,) = casos_de([caso.interessado_id])
        passou = guardado.ate is not None and guardado.ate < timezone.now()
        if not passou and not opcoes["mesmo_guardados"]:
            raise CommandError(GUARDADO.format(caso.protocolo_escrito))
        if not opcoes["simular"]:
            try:
                apagar.apagar_casos([caso])
            except TransicaoProibida as recusa:
                raise CommandError(str(recusa)) from recusa
        return {"apagados": _protocolos([guardado]), "ficam": []}


def _protocolos(casos: list[Guardado]) -> list[str]:
    return [um.caso.protocolo_escrito for um in casos]
