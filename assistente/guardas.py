"""De quem é um rascunho: do usuário que o criou ou do navegador que guarda o cookie assinado.

O cookie não depende da sessão: sessão que expira no meio do pedido não perde nada.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from assistente import aparelho
from assistente.rascunhos import VALIDADE
from contas.models import Usuario
from protocolo.models import Rascunho

COOKIE = "rascunhos"
MAXIMO_NO_COOKIE = 20
HA_POUCO = timedelta(hours=1)
"""Quem volta dentro disto ao começo do que escreveu voltou atrás, e não quer outro."""
_SAL = "protocolo.rascunhos"
POSSE = "Posse"
"""O cabeçalho com o segredo que a fila do aparelho sorteou: o rascunho é de quem o começou com ele, ainda que
o cookie se tenha perdido."""


class PrecisaEntrar(Exception):
    """O rascunho é de quem entrou com senha, e a entrada expirou: é entrar de novo e continuar."""


class Perdido(Exception):
    """O que estava pela metade não se abre daqui; `frase` diz a verdade a quem o procura."""

    situacao: int
    frase: str


class DeOutroNavegador(Perdido, PermissionDenied):
    situacao = 403
    frase = (
        "O que você procura foi começado em outro navegador, ou por outra pessoa, ou este navegador apagou "
        "os nossos cookies. Daqui não dá para continuar: abra-o onde começou, ou comece de novo."
    )


class JaNaoExiste(Perdido, Http404):
    situacao = 404
    frase = (
        "O que estava pela metade já não existe: guardamos só por alguns dias o que ninguém envia. "
        "Se você chegou a enviar, procure pelo protocolo."
    )


def rascunhos_do_navegador(request: HttpRequest) -> list[str]:
    """As uuids que este navegador criou; cookie ausente, vencido ou adulterado dá lista vazia."""
    try:
        lidas = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SAL, max_age=VALIDADE)
    except signing.BadSignature:
        lidas = []
    return [str(lida) for lida in lidas]


def posse_de(request: HttpRequest) -> str:
    """O resumo do segredo que a fila manda, como o rascunho o guarda; vazio a quem não manda nenhum."""
    segredo = request.headers.get(POSSE, "")
    return salted_hmac(_SAL, segredo, algorithm="sha256").hexdigest() if segredo else ""


def _deste_navegador(request: HttpRequest, rascunho: Rascunho) -> bool:
    if str(rascunho.pk) in rascunhos_do_navegador(request):
        return True
    return bool(rascunho.posse) and constant_time_compare(rascunho.posse, posse_de(request))


def lembrar_rascunho(request: HttpRequest, resposta: HttpResponse, rascunho: Rascunho) -> None:
    """Põe o rascunho no cookie assinado do navegador."""
    uuids = [u for u in rascunhos_do_navegador(request) if u != str(rascunho.pk)]
    resposta.set_cookie(
        COOKIE,
        signing.dumps([*uuids, str(rascunho.pk)][-MAXIMO_NO_COOKIE:], salt=_SAL),
        max_age=VALIDADE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def esquecer_rascunhos(resposta: HttpResponse) -> None:
    """Este navegador já não abre nada do que se começou nele, nem os comprovantes."""
    resposta.delete_cookie(COOKIE)


def rascunho_de(request: HttpRequest, uuid: UUID, tipo: str) -> Rascunho:
    """O rascunho, se for deste usuário ou deste navegador: 404 se não existe ou já venceu, 403 se é de outro.

    Levanta PrecisaEntrar a quem não entrou, se o rascunho é de uma conta.
    """
    rascunho = _vigente(uuid, tipo, timezone.now()).first()
    if rascunho is None:
        raise JaNaoExiste
    if rascunho.dono_id:
        if request.user.is_anonymous:
            raise PrecisaEntrar
        if rascunho.dono_id != request.user.pk:
            raise DeOutroNavegador
    elif not _deste_navegador(request, rascunho):
        raise DeOutroNavegador
    return rascunho


def _vigente(uuid: UUID, tipo: str, agora: datetime) -> QuerySet[Rascunho]:
    return Rascunho.objects.filter(pk=uuid, tipo=tipo, expira_em__gt=agora).select_related("dono")


def ha_pouco(rascunho: Rascunho, agora: datetime) -> bool:
    """Se nele se escreveu há menos de `HA_POUCO`; a validade, que se renova, diz quando."""
    return rascunho.expira_em - VALIDADE > agora - HA_POUCO


def em_aberto(request: HttpRequest, tipo: str, assunto: str) -> QuerySet[Rascunho]:
    """Os rascunhos que a pessoa, ou este navegador, deixou pela metade, o mais novo primeiro.

    Nenhum dos sigilosos: o aparelho pode ser também de quem se denuncia. Os do navegador que é de todos não
    se oferecem a quem vem depois.
    """
    do_navegador = [] if aparelho.de_todos(request) else rascunhos_do_navegador(request)
    meus = Q(pk__in=do_navegador, dono=None)
    if isinstance(request.user, Usuario):
        meus |= Q(dono=request.user)
    abertos = Rascunho.objects.filter(meus, tipo=tipo, assunto=assunto, protocolo="", sigiloso=False)
    return abertos.filter(expira_em__gt=timezone.now()).exclude(dados={}).order_by("-criado_em")
