"""`manage.py criar_administrador --email E`: o primeiro administrador de uma cidade.

Nenhuma senha passa por argumento, mensagem ou registro: a pessoa a escolhe pelo link.
"""

from argparse import ArgumentParser
from smtplib import SMTPException
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.management import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from contas.entrada.senha import link_para_escolher
from contas.models import Usuario

ASSUNTO = "Escolha a sua senha de administração do SP156"
TEXTO = """Esta conta administra o portal SP156.

Abra o link e escolha a sua senha. Ele vale por {dias} dias e só funciona uma vez:

{link}

Se você não esperava esta mensagem, não é preciso fazer nada.
"""
SEGUNDOS_DO_DIA = 86_400


class Command(BaseCommand):
    help = "Cria quem administra a cidade e dá um link para escolher a senha."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True, help="e-mail de quem vai administrar")
        parser.add_argument("--nome", default="Administração", help="nome mostrado nas telas")

    def handle(self, *_args: Any, email: str, nome: str, **_opcoes: Any) -> None:
        email = email.strip().lower()
        try:
            validate_email(email)
        except ValidationError as erro:
            raise CommandError(f"“{email}” não é um e-mail válido.") from erro
        usuario = criar_ou_retomar(email, nome)
        link = link_para_escolher(usuario)
        if settings.CORREIO_URL:
            dias = settings.PASSWORD_RESET_TIMEOUT // SEGUNDOS_DO_DIA
            enviar(email, TEXTO.format(link=link, dias=dias))
            self.stdout.write(f"Enviamos a {email} o link para escolher a senha.")
        else:
            self.stdout.write(f"Sem correio configurado. Entregue este link a {email}:\n{link}")


def enviar(email: str, texto: str) -> None:
    try:
        send_mail(ASSUNTO, texto, None, [email])
    except (OSError, SMTPException) as erro:
        raise CommandError(
            f"A conta existe, mas a mensagem não saiu ({erro}). Acerte CORREIO_URL e repita o comando."
        ) from erro


@transaction.atomic
def criar_ou_retomar(email: str, nome: str) -> Usuario:
    """A conta nova; ou a que este comando criou e ainda não tem senha (o link se perdeu)."""
    usuario = Usuario.objects.filter(email=email).first()
    if usuario is None:
        usuario = Usuario.objects.create_superuser(nome=nome, email=email)
        EmailAddress.objects.create(user=usuario, email=email, verified=True, primary=True)
    elif usuario.has_usable_password() or not usuario.is_superuser:
        raise CommandError(f"Já existe uma conta com o e-mail {email}: use “Esqueci minha senha”.")
    return usuario
