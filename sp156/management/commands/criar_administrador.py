"""`manage.py criar_administrador --email E`: quem administra a cidade.

Nenhuma senha passa por argumento, mensagem ou registro: a pessoa a escolhe pelo link. Só o link do primeiro
administrador pode aparecer na tela; o dos outros vai ao e-mail deles, e quem já administra é avisado.
"""

from argparse import ArgumentParser
from smtplib import SMTPException
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.management import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from contas.models import Usuario
from contas.segredos.link_da_senha import link_para_escolher
from entrada.acesso import recados
from entrada.acesso.guarda_sigilo import quem_aceita

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
        outros = list(quem_aceita())
        usuario = criar_ou_retomar(email, nome)
        if outros:
            avisar_os_outros(usuario, outros)
            self.stdout.write(f"O link para escolher a senha vai a {email}, pela caixa de saída.")
            return
        link = link_para_escolher(usuario)
        if settings.CORREIO_URL and not settings.SEM_CORREIO:
            dias = settings.PASSWORD_RESET_TIMEOUT // SEGUNDOS_DO_DIA
            enviar(email, TEXTO.format(link=link, dias=dias))
            self.stdout.write(f"Enviamos a {email} o link para escolher a senha.")
        else:
            self.stdout.write(f"Sem correio configurado. Entregue este link a {email}:\n{link}")


@transaction.atomic
def avisar_os_outros(usuario: Usuario, outros: list[Usuario]) -> None:
    """O link só à própria pessoa; a notícia, a quem já podia decidir sobre acessos."""
    recados.mandar_link(usuario)
    valores = {"nome": usuario.nome, "email": str(usuario.email)}
    for pessoa in outros:
        recados.avisar(pessoa, "administrador_criado", f"administrador/{usuario.pk}/{uuid4().hex}", valores)


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
