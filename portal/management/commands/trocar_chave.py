"""`manage.py trocar_chave PROTOCOLO --por E-MAIL --motivo "…"`: outra chave de acesso para um caso.

A anterior morre na hora, também nas sessões que ela abriu, e a nova vai só ao contato de quem abriu o caso.
A chave nunca aparece na tela. Quem trocou e por quê fica na história do caso.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management import BaseCommand, CommandError

from avisos.models import Aviso
from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from portal.acoes import leva_a_chave, trocar_chave
from portal.consultas import localizar
from protocolo import numero


class Command(BaseCommand):
    help = "Troca a chave de acesso de um caso: a anterior morre e a nova vai a quem o abriu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("protocolo", help="o número do caso")
        parser.add_argument("--por", required=True, help="e-mail de quem decidiu a troca")
        parser.add_argument("--motivo", required=True, help="por que se troca; fica na história do caso")

    def handle(self, *_args: Any, protocolo: str, por: str, motivo: str, **_opcoes: Any) -> None:
        caso = localizar(numero.normalizar(protocolo))
        if caso is None:
            raise CommandError(f"Não há caso com o protocolo {protocolo}.")
        quem = Usuario.objects.filter(email=por.strip().lower(), is_active=True).first()
        if quem is None:
            raise CommandError(f"Não há conta ativa com o e-mail {por}.")
        if not motivo.strip():
            raise CommandError("Diga o motivo: ele fica na história do caso.")
        avisos = trocar_chave(caso=caso, por=Autor(papel=Papel.SISTEMA, usuario=quem), motivo=motivo.strip())
        self.stdout.write(f"A chave de {caso.protocolo_escrito} foi trocada. {_para_onde(avisos)}")


def _para_onde(avisos: Sequence[Aviso]) -> str:
    """A chave só sai por e-mail: o SMS passa pela operadora e não a leva."""
    if any(leva_a_chave(aviso) for aviso in avisos):
        return "A nova vai por e-mail a quem o abriu."
    return "Quem o abriu não deixou e-mail: a chave nova não tem por onde sair, e o caso segue sem ela."
