"""O lugar que a foto diz: lido antes de ela se refazer, oferecido, e guardado só se a pessoa quiser.

Até lá ele fica no navegador de quem a mandou, num cookie assinado que dura minutos: nem o rascunho, nem a
sessão, nem o endereço da página o têm.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from documentos.fotos import ponto_da_foto
from solicitacoes.pedir.lugar_do_ponto import Ponto

COOKIE = "lugar_da_foto"
DURA = timedelta(minutes=20)
_SAL = "pedir.lugar_da_foto"
_ONDE = "/solicitar/"


def lido(request: HttpRequest) -> Ponto | None:
    """O ponto da primeira foto deste envio que o diz."""
    fotos = (foto for foto in request.FILES.getlist("fotos") if not getattr(foto, "sem_espaco", False))
    return next((ponto for foto in fotos if (ponto := ponto_da_foto(foto))), None)


def lembrado(request: HttpRequest, uuid: object) -> Ponto | None:
    """O lugar de uma foto deste rascunho que este navegador mandou há pouco."""
    try:
        de, lat, lon = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SAL, max_age=DURA)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (lat, lon) if de == str(uuid) else None


def lembrar(resposta: HttpResponse, uuid: object, ponto: Ponto) -> None:
    """Deixa o ponto com quem mandou a foto."""
    resposta.set_cookie(
        COOKIE,
        signing.dumps([str(uuid), *ponto], salt=_SAL),
        max_age=DURA,
        path=_ONDE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def esquecer(resposta: HttpResponse) -> None:
    """Depois de usado, ou recusado."""
    resposta.delete_cookie(COOKIE, path=_ONDE)
