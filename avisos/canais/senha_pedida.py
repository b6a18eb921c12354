"""Quem pediu outra senha: só na entrega se olha se há conta, e a página responde e demora o mesmo a todos."""

from __future__ import annotations

from allauth.account.adapter import get_adapter

from avisos.models import Aviso
from contas.models import Usuario
from contas.segredos import chaves


def decidir(aviso: Aviso) -> None:
    """A conta em uso com o e-mail que se escreveu recebe o link; a quem não a tem, diz-se que não há."""
    if aviso.modelo != Aviso.OUTRA_SENHA or not aviso.para_cifrado:
        return
    email = chaves.decifrar(bytes(aviso.para_cifrado))["email"]
    aviso.usuario = Usuario.objects.filter(email=email, is_active=True).first()
    if aviso.usuario:
        aviso.para_cifrado = None
    else:
        mensagem = get_adapter().render_mail("account/email/unknown_account", email, {})
        aviso.modelo, aviso.assunto, aviso.corpo = Aviso.SEM_CADASTRO, mensagem.subject, str(mensagem.body)
    aviso.save(update_fields=["usuario", "para_cifrado", "modelo", "assunto", "corpo"])
