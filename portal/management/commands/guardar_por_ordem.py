"""`manage.py guardar_por_ordem PROTOCOLO --por E-MAIL --motivo "…"`: nada dele se apaga.

O motivo (o ofício, o processo) lê-se só na administração; a história do caso diz que há uma ordem.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from contas.models import Usuario
from portal.consultas import localizar
from portal.meus_dados import ordens
from protocolo import numero
from protocolo.erros import TransicaoProibida


class Command(BaseCommand):
    help = "Guarda um caso inteiro por ordem de um juiz: nenhuma rotina nem pedido o apaga."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("protocolo", help="o número do caso")
        parser.add_argument("--por", required=True, help="e-mail de quem recebeu a ordem")
        parser.add_argument("--motivo", default="", help="a ordem: quem mandou, em que processo")
        parser.add_argument("--levantar", action="store_true", help="a ordem acabou")

    def handle(
        self, *_args: Any, protocolo: str, por: str, motivo: str, levantar: bool, **_opcoes: Any
    ) -> None:
        caso = localizar(numero.normalizar(protocolo))
        if caso is None:
            raise CommandError(f"Não há caso com o protocolo {protocolo}.")
        quem = Usuario.objects.filter(email=por.strip().lower(), is_active=True).first()
        if quem is None:
            raise CommandError(f"Não há conta ativa com o e-mail {por}.")
        if not levantar and not motivo.strip():
            raise CommandError("Diga o motivo: quem mandou guardar, e em que processo.")
        try:
            if levantar:
                ordens.levantar(caso=caso, por=quem)
            else:
                ordens.guardar(caso=caso, por=quem, motivo=motivo.strip())
        except TransicaoProibida as recusa:
            raise CommandError(str(recusa)) from recusa
        feito = "já não se guarda por ordem" if levantar else "guarda-se por ordem: nada dele se apaga"
        self.stdout.write(f"O caso {caso.protocolo_escrito} {feito}.")
