"""O link com que alguém escolhe a própria senha: nenhuma senha passa por argumento, mensagem ou registro."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from contas.models import Usuario
from referencia.enderecos import inteiro


def link_para_escolher(usuario: Usuario) -> str:
    """Vale uma vez, até a senha ser escolhida ou o prazo de PASSWORD_RESET_TIMEOUT acabar."""
    caminho = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(usuario), "key": default_token_generator.make_token(usuario)},
    )
    return inteiro(caminho)


def esquecer_outros_enderecos(usuario: Usuario) -> None:
    """Depois da troca do e-mail, o antigo não pode mais pedir senha nova nem receber avisos da conta."""
    EmailAddress.objects.filter(user=usuario).exclude(email=usuario.email or "").delete()
