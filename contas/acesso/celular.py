"""O celular da conta: entra provado por um código, e sai quando a pessoa quer ou quando outra o prova."""

from __future__ import annotations

from django.db import transaction

from contas.acesso import recados
from contas.acesso.registro import registrar
from contas.models import RegistroDeAcesso, Usuario

CONTATO = RegistroDeAcesso.Ato.CONTATO


@transaction.atomic
def provar_celular(*, usuario: Usuario, celular: str) -> None:
    """Quem digitou o código que foi ao número fica com ele: números mudam de dono.

    A conta que o tinha o perde, e fica sabendo pelo seu e-mail. Não é por onde se entra.
    """
    com_ele = Usuario.objects.select_for_update(no_key=True).filter(celular=celular).exclude(pk=usuario.pk)
    for antigo in com_ele:
        _gravar(antigo, None, "celular provado noutra conta")
        recados.dizer_que_o_celular_saiu(antigo)
    _gravar(usuario, celular, "celular provado por SMS")


def tirar_celular(*, usuario: Usuario) -> None:
    """A pessoa já não quer avisos no celular."""
    _gravar(usuario, None, "celular tirado pela pessoa")


def _gravar(usuario: Usuario, celular: str | None, detalhe: str) -> None:
    usuario.celular = celular
    usuario.save(update_fields=["celular"])
    registrar(ato=CONTATO, pessoa=usuario, por=usuario, detalhe=detalhe)
