"""O que se escrevia numa conversa quando se foi a outra página: volta ao campo por um cookie."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from atendimento.conversa_municipe.forms import MensagemForm
from atendimento.models import Conversa

COOKIE = "por_mandar"
UMA_HORA, MAIOR_COOKIE = 3600, 3500


def com_o_escrito(texto: str) -> MensagemForm:
    """Onde se escreve, com este texto."""
    return MensagemForm(initial={"texto": texto, "chave": uuid4()})


def guardar(resposta: HttpResponse, esta: Conversa, texto: str) -> bool:
    """Vai com a resposta, por uma hora e só a esta conversa; falso se não cabe num cookie."""
    escrito = signing.dumps(texto.strip(), salt=_sal(esta), compress=True)
    if len(escrito) > MAIOR_COOKIE:
        return False
    resposta.set_cookie(
        COOKIE,
        escrito,
        max_age=UMA_HORA,
        path=_caminho(esta),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return True


def ler(request: HttpRequest, esta: Conversa) -> MensagemForm | None:
    """O que se guardou desta conversa; None se nada."""
    try:
        escrito = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_sal(esta), max_age=UMA_HORA)
    except signing.BadSignature:
        return None
    return com_o_escrito(escrito)


def esquecer(resposta: HttpResponse, esta: Conversa) -> None:
    """Já se mandou."""
    resposta.delete_cookie(COOKIE, path=_caminho(esta), samesite="Lax")


def _sal(esta: Conversa) -> str:
    return f"atendimento.conversa.{esta.codigo}"


def _caminho(esta: Conversa) -> str:
    return f"/conversa/{esta.codigo}/"
