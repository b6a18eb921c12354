"""`manage.py trocar_chave PROTOCOLO --por E-MAIL --motivo "…"`: outra chave de acesso para um caso.

A anterior morre na hora, também nas sessões que ela abriu, e a nova vai só ao contato de quem abriu o caso.
A chave nunca aparece na tela. Quem trocou e por quê fica na história do caso.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.core.management import BaseCommand, CommandError
from django.db import transaction

from avisos.models import Aviso
from contas.acoes import subir_serie
from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from esic.models import Pedido
from esic.notificacao import avisar as do_pedido
from ouvidoria.models import Manifestacao
from ouvidoria.notificacao import avisar as da_manifestacao
from portal.consultas import Achado, localizar
from protocolo import numero
from protocolo.acoes import registrar, travar
from protocolo.models import Andamento
from solicitacoes.models import Solicitacao
from solicitacoes.notificacao import avisar as da_solicitacao

NOTA = "nota"
"""A anotação interna tem o mesmo nome nos três processos."""
AVISAR: Final[dict[type[Achado], Callable[[Any, str], Sequence[Aviso]]]] = {
    Solicitacao: da_solicitacao,
    Manifestacao: da_manifestacao,
    Pedido: do_pedido,
}


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
        avisos = trocar(caso, por=Autor(papel=Papel.SISTEMA, usuario=quem), motivo=motivo.strip())
        self.stdout.write(f"A chave de {caso.protocolo_escrito} foi trocada. {_para_onde(avisos)}")


@transaction.atomic
def trocar(caso: Achado, *, por: Autor, motivo: str) -> Sequence[Aviso]:
    """Sobe a série, anota no caso e põe a chave nova na caixa de saída; devolve os avisos."""
    travado = travar(caso)
    subir_serie(protocolo=travado.protocolo)
    avisos = AVISAR[type(travado)](travado, "chave_trocada")
    texto = f"A chave de acesso foi trocada. Motivo: {motivo}"
    registrar(travado, tipo=NOTA, por=por, alcance=Andamento.Alcance.INTERNO, texto=texto, avisos=avisos)
    return avisos


def _para_onde(avisos: Sequence[Aviso]) -> str:
    """A chave só sai por e-mail: o SMS passa pela operadora e não a leva."""
    if any(_tem_email(aviso) for aviso in avisos):
        return "A nova vai por e-mail a quem o abriu."
    return "Quem o abriu não deixou e-mail: a chave nova não tem por onde sair, e o caso segue sem ela."


def _tem_email(aviso: Aviso) -> bool:
    quem = aviso.interessado
    return quem is not None and bool(quem.recebe_mensagem or (quem.usuario and quem.usuario.email))
