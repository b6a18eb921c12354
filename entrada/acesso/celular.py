"""O celular da conta: entra provado por um código, e sai quando a pessoa quer ou quando outra o prova."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from contas.models import RegistroDeAcesso, Usuario
from contas.registro import registrar
from entrada.acesso import recados, trocas
from referencia.travas import Trava, esperar_a_vez

CONTATO = RegistroDeAcesso.Mudanca.CONTATO


@transaction.atomic
def provar_celular(*, usuario: Usuario, celular: str) -> None:
    """Quem digitou o código que foi ao número fica com ele: números mudam de dono.

    A conta que o tinha o perde, e fica sabendo pelo seu e-mail. Na de quem o provou, espera-se a recusa. Quem
    o prova no mesmo instante espera a vez, e o último fica com ele.
    """
    esperar_a_vez(Trava.CELULAR, int(celular) % 2**31)
    do_numero = Q(celular=celular) | Q(celular_novo=celular)
    com_ele = Usuario.objects.select_for_update(no_key=True).filter(do_numero).exclude(pk=usuario.pk)
    for antigo in com_ele.order_by("pk"):
        _tirar(antigo, celular)
        recados.dizer_que_o_celular_saiu(antigo)
    trocas.trocar(usuario=usuario, qual="celular", novo=celular)


@transaction.atomic
def tirar_celular(*, usuario: Usuario) -> None:
    """A pessoa já não quer avisos no celular."""
    trocas.esquecer(usuario, "celular")
    _sem_celular(usuario, "celular tirado pela pessoa")


def _tirar(usuario: Usuario, celular: str) -> None:
    if usuario.celular_novo == celular:
        trocas.esquecer(usuario, "celular")
    if usuario.celular == celular:
        _sem_celular(usuario, "celular provado noutra conta")


def _sem_celular(usuario: Usuario, detalhe: str) -> None:
    usuario.celular = None
    usuario.save(update_fields=["celular"])
    registrar(ato=CONTATO, pessoa=usuario, por=usuario, detalhe=detalhe)
