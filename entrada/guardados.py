"""O que se pediu com uma chave e a conta guarda: entra, sai, e quem deixou outro e-mail fica sabendo."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from contas.models import Interessado, Usuario
from entrada.municipes import dizer

GUARDADO = "SP156: um pedido seu foi guardado numa conta"
TEXTO_DO_GUARDADO = (
    "Um pedido em que se deixou este e-mail foi guardado numa conta do SP156, por quem tem o protocolo e a "
    "chave dele. Quem o guardou passa a vê-lo sem a chave.\n\n"
    "Se não foi você, nem ninguém a quem você os deu, ligue 156.\n"
)


@transaction.atomic
def guardar_na_conta(*, interessado: Interessado, usuario: Usuario) -> bool:
    """O caso de quem provou ter a chave passa a ser também da conta; diz se passou.

    Nunca o sem identificação, o selado, o que já é de uma conta, nem o do CPF que outra provou: nada disto
    muda de mão. Quem deixou outro e-mail no caso fica sabendo.
    """
    travado = Interessado.objects.select_for_update(of=("self",), no_key=True).get(pk=interessado.pk)
    if travado.anonimo or travado.selado_em or travado.usuario_id:
        return False
    if travado.municipe and travado.municipe.usuario_id not in {None, usuario.pk}:
        return False
    travado.usuario, travado.guardado_em = usuario, timezone.now()
    if travado.municipe and travado.municipe.usuario_id == usuario.pk:
        travado.identidade = Interessado.Identidade.COMPROVADA
    travado.save(update_fields=["usuario", "guardado_em", "identidade"])
    if travado.email != usuario.email:
        dizer(travado.email, GUARDADO, TEXTO_DO_GUARDADO)
    return True


@transaction.atomic
def tirar_da_conta(*, interessado: Interessado, usuario: Usuario) -> bool:
    """O que a conta guardou por engano deixa de ser dela: volta a abrir só com a chave. Diz se saiu.

    Nunca o que se pediu com a conta, nem o do CPF que ela provou: esses são dela.
    """
    travado = Interessado.objects.select_for_update(of=("self",), no_key=True).get(pk=interessado.pk)
    if not guardado_por(travado, usuario):
        return False
    travado.usuario = travado.guardado_em = None
    travado.save(update_fields=["usuario", "guardado_em"])
    return True


def guardado_por(interessado: Interessado, usuario: Usuario) -> bool:
    """Esta conta o guardou com a chave, e não provou o CPF dele?"""
    if interessado.usuario_id != usuario.pk or interessado.guardado_em is None:
        return False
    return interessado.municipe is None or interessado.municipe.usuario_id != usuario.pk
