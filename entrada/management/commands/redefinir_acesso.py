"""`manage.py redefinir_acesso E-MAIL --motivo "…"`: devolve o acesso a quem guarda sigilo, sem duas pessoas.

Com `--novo-email`, o link da senha vai ao novo endereço; com `--desligar-segundo-fator`, a pessoa volta a
entrar só com a senha. Nenhum link aparece na tela. Recusa assim que há duas pessoas que decidam.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import transaction

from contas.models import PropostaDeAcesso, Usuario
from entrada.acesso import Proposto, RecusaDeProposta, aceitar_pelo_console, propor

Tipo = PropostaDeAcesso.Tipo


class Command(BaseCommand):
    help = "Troca o e-mail ou desliga o segundo fator de alguém, enquanto não há duas pessoas que decidam."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="o e-mail de agora da conta")
        parser.add_argument("--motivo", required=True, help="por quê; fica na lista de propostas")
        o_que = parser.add_mutually_exclusive_group(required=True)
        o_que.add_argument("--novo-email", help="o endereço a que vai o link da senha")
        o_que.add_argument("--desligar-segundo-fator", action="store_true")

    def handle(
        self, *_args: Any, email: str, motivo: str, novo_email: str | None = None, **_opcoes: Any
    ) -> None:
        pessoa = Usuario.objects.filter(email=email.strip().lower()).first()
        if pessoa is None:
            raise CommandError(f"Não há conta com o e-mail {email}.")
        try:
            with transaction.atomic():
                proposta = propor(proposto=_proposto(pessoa, novo_email), por=None, motivo=motivo)
                aceitar_pelo_console(proposta=proposta)
        except RecusaDeProposta as recusa:
            raise CommandError(str(recusa)) from recusa
        self.stdout.write(f"Feito pelo console: {proposta.resumo}")


def _proposto(pessoa: Usuario, novo_email: str | None) -> Proposto:
    if novo_email:
        novo = novo_email.strip().lower()
        resumo = f"Trocar o e-mail de {pessoa} de {pessoa.email} para {novo}, e mandar a ele o link da senha."
        return Proposto(Tipo.CONTATO, pessoa, resumo, {"email": novo})
    return Proposto(Tipo.SEGUNDO_FATOR, pessoa, f"Desligar a verificação em duas etapas de {pessoa}.")
