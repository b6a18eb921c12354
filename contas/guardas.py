"""Guardas de toda página: quem entrou, que protocolos abriu com a chave, e quem trabalha."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Concatenate

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from contas.segredos import chaves

type Pagina[**P, R: HttpResponseBase] = Callable[Concatenate[HttpRequest, P], R]

LER, LER_E_MANDAR = ("GET", "HEAD"), ("GET", "HEAD", "POST")
SESSAO = "protocolos_abertos"
MAXIMO_NA_SESSAO = 50
CONFIRMACAO_VALE = timedelta(minutes=5)
"""Por quanto tempo um código já conferido ainda abre o que pede uma prova de agora."""


def protocolos_abertos(sessao: SessionBase) -> list[str]:
    """Os protocolos que esta sessão abriu com a chave ou registrou, do mais antigo ao mais novo.

    Ficam cifrados: a linha da sessão de quem entrou diz a conta, e em claro ligaria a pessoa à denúncia que
    abriu (Lei 13.608/2018, art. 3º). O que nenhuma chave de selo em vigor abre deixou de valer, e o que se
    abriu com uma chave trocada depois, também.
    """
    cifrado = sessao.get(SESSAO)
    if not isinstance(cifrado, str):
        return []
    try:
        abertos = chaves.decifrar(cifrado.encode())["protocolos"].split()
    except InvalidToken:
        return []
    series = chaves.series_trocadas(protocolo.partition("/")[0] for protocolo in abertos)
    return [
        protocolo
        for protocolo, _, serie in (aberto.partition("/") for aberto in abertos)
        if int(serie or 1) == series.get(protocolo, 1)
    ]


def abrir_na_sessao(request: HttpRequest, protocolo: str) -> None:
    """Lembra que esta sessão provou ter a chave do protocolo; guarda só os últimos.

    A sessão de quem não entrou muda de número, como na entrada: quem conhecia o antigo não vê o que se abriu.
    """
    if request.session.session_key and not request.user.is_authenticated:
        request.session.cycle_key()
    anteriores = [p for p in protocolos_abertos(request.session) if p != protocolo]
    todos = [*anteriores, protocolo][-MAXIMO_NA_SESSAO:]
    series = chaves.series_trocadas(todos)
    escritos = (f"{aberto}/{series[aberto]}" if aberto in series else aberto for aberto in todos)
    request.session[SESSAO] = chaves.cifrar({"protocolos": " ".join(escritos)}).decode()


def interessado(request: HttpRequest) -> Autor:
    """Quem está diante da página, como parte dos casos que são seus."""
    usuario = request.user if request.user.is_authenticated else None
    return Autor(
        papel=Papel.INTERESSADO, usuario=usuario, protocolos=frozenset(protocolos_abertos(request.session))
    )


def quem_entrou(request: HttpRequest) -> Usuario | None:
    """Quem entrou; a sessão de quem não traz nenhuma não se lê, e a página dele serve a todos."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if isinstance(request.user, Usuario) else None


def usuario_da_sessao(request: HttpRequest) -> Usuario:
    """Quem entrou; 403 a quem não entrou."""
    if not isinstance(request.user, Usuario):
        raise PermissionDenied("É preciso entrar.")
    return request.user


class SegundoFator(StrEnum):
    """Como está, nesta sessão, a segunda prova de quem entrou."""

    FALTA = "falta"
    NOVO = "novo"
    VELHO = "velho"
    CONFIRMADO = "confirmado"


def fatores_de(usuario: Usuario) -> list[Authenticator]:
    """O aplicativo e as chaves da pessoa, do mais antigo ao novo; o código de reserva só deixa entrar."""
    tipos = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return list(Authenticator.objects.filter(user=usuario, type__in=tipos).order_by("created_at", "pk"))


def serve_desde(fator: Authenticator) -> datetime:
    """Desde quando uma prova feita com este fator abre o que tem selo."""
    ligado: datetime = fator.created_at
    return ligado + timedelta(hours=settings.ESPERA_DO_FATOR_NOVO_HORAS)


def segundo_fator(request: HttpRequest) -> SegundoFator:
    """Se quem entrou provou, há menos de `CONFIRMACAO_VALE`, um fator que já serve; 403 a quem não entrou.

    O ligado há pouco ainda não serve, e ligá-lo não é prova: o aviso tem de chegar antes à pessoa. Vale o
    fator de que a prova diz o número, e não outro da mesma conta: quem tem só a chave nova espera por ela.
    """
    usuario = usuario_da_sessao(request)
    fatores, agora = fatores_de(usuario), timezone.now()
    servem = {fator.pk for fator in fatores if serve_desde(fator) <= agora}
    if not servem:
        return SegundoFator.NOVO if fatores else SegundoFator.FALTA
    desde = time.time() - CONFIRMACAO_VALE.total_seconds()
    for prova in get_authentication_records(request, usuario):
        if prova["method"] == "mfa" and prova.get("id") in servem and prova["at"] >= desde:
            return SegundoFator.CONFIRMADO
    return SegundoFator.VELHO


def quem_trabalha(request: HttpRequest) -> Usuario:
    """Quem entrou e age nos seus papéis; 403 a quem não provou o segundo fator que se exige dele."""
    usuario = usuario_da_sessao(request)
    if not usuario.papeis_valem:
        raise PermissionDenied("Falta a verificação em duas etapas.")
    return usuario


def de_trabalho[**P, R: HttpResponseBase](*metodos: str) -> Callable[[Pagina[P, R]], Pagina[P, R]]:
    """Página de quem entrou: só estes métodos, e nada do que ela mostra fica guardado no caminho."""

    def decorar(view: Pagina[P, R]) -> Pagina[P, R]:
        return require_http_methods(metodos)(view)

    return decorar


def aberta_a_todos[**P, R: HttpResponseBase](*metodos: str) -> Callable[[Pagina[P, R]], Pagina[P, R]]:
    """Página de uma pessoa, que se abre sem entrar; no resto, como `de_trabalho`."""

    def decorar(view: Pagina[P, R]) -> Pagina[P, R]:
        return login_not_required(de_trabalho(*metodos)(view))

    return decorar
