"""Correio do modo embutido: guarda cada mensagem num arquivo, para ser lida na página de demonstração."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.crypto import get_random_string


def pasta_de_mensagens() -> Path:
    return Path(settings.MEDIA_ROOT).parent / "mensagens"


class CaixaDeDemonstracao(BaseEmailBackend):
    """Uma mensagem MIME por arquivo; o nome começa pelo instante e assim ordena."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        pasta = pasta_de_mensagens()
        pasta.mkdir(mode=0o700, parents=True, exist_ok=True)
        for mensagem in email_messages:
            nome = f"{timezone.now():%Y%m%dT%H%M%S%f}-{get_random_string(6)}.eml"
            provisorio = pasta / f".{nome}"
            provisorio.write_bytes(mensagem.message().as_bytes())
            provisorio.rename(pasta / nome)
        return len(email_messages)
