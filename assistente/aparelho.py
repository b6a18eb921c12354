"""O que este aparelho lembra (os pedidos que a pessoa quis; o de todos, nada), e como abriu o portal.

Os pedidos lembrados ficam num cookie assinado, que só este navegador tem e o servidor não guarda. Ele abre o
pedido como a chave: nunca o de sigilo nem o da Ouvidoria, e só enquanto a chave do pedido não se troca.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from assistente.preenchimento import CONVERSA
from contas import aparelhos
from contas.guardas import protocolos_abertos
from contas.models import Usuario
from contas.segredos import chaves
from protocolo.models import Canal, Rascunho
from protocolo.numero import Processo

LEMBRADOS, DE_TODOS, ESQUECIDO, CONTA = "lembrados", aparelhos.DE_TODOS, "esquecido", "conta"
"""Os nomes dos cookies."""
ENTRE = "Isto é da sua conta. Entre de novo para enviar."
DE_OUTRA_CONTA = "Isto é de outra conta. Só quem o guardou pode enviar."
FALTA = "-"
ABERTO_POR, APLICATIVO = "aberto_por", "aplicativo"
"""O nome do cookie, do campo do que esperou no aparelho e da chave em `Rascunho.dados`; o valor."""
DIAS = 30
MAIS_LEMBRADOS = 20
_VALE_POR = timedelta(days=DIAS)
_DE_TODOS_VALE_POR = timedelta(days=365 * 3)
_SAL = "aparelho.lembrados"


# --- o aparelho de todos -------------------------------------------------------------------


def de_todos(request: HttpRequest) -> bool:
    """O navegador de uma Praça ou biblioteca: nada se lembra nele."""
    return aparelhos.de_todos(request)


def tornar_de_todos(resposta: HttpResponse) -> None:
    """Liga a configuração deste aparelho e esquece o que ele lembrava."""
    _por_cookie(resposta, DE_TODOS, "sim", _DE_TODOS_VALE_POR)
    resposta.delete_cookie(LEMBRADOS)


def sem_o_que_se_viu(resposta: HttpResponse) -> None:
    """As páginas que se viram saem do cache; a que o navegador guarda inteira na memória vê o cookie ao
    voltar, e pede-se de novo (`frontend/js/portal/em_toda_pagina.js`)."""
    aparelhos.sem_o_que_se_viu(resposta)
    resposta.set_cookie(ESQUECIDO, "sim", secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")


def tornar_de_uma_pessoa(resposta: HttpResponse) -> None:
    """Desliga a configuração."""
    resposta.delete_cookie(DE_TODOS)


# --- de quem é o que o aparelho guarda -----------------------------------------------------------


def marca_da_conta(quem: AbstractBaseUser | AnonymousUser) -> str:
    """Diz de que conta é um pedido guardado no aparelho, sem dizer quem é; vazia a quem não entrou."""
    if not quem.is_authenticated:
        return ""
    return salted_hmac("aparelho.conta", str(quem.pk), algorithm="sha256").hexdigest()[:24]


def conta_dita(request: HttpRequest) -> str:
    """A marca da conta de quem guardou o que agora chega, como a fila do aparelho a diz."""
    return request.headers.get("Conta", "")


def recusa_da_conta(request: HttpRequest) -> JsonResponse | None:
    """O que uma conta guardou não vai por outra, ainda que se troque de conta enquanto a fila manda."""
    conta = conta_dita(request)
    if not conta or conta == marca_da_conta(request.user):
        return None
    entrou = isinstance(request.user, Usuario)
    situacao = HTTPStatus.FORBIDDEN if entrou else HTTPStatus.UNAUTHORIZED
    dito = (
        {"estado": "outra_conta", "recado": DE_OUTRA_CONTA}
        if entrou
        else {"estado": "entrar", "recado": ENTRE}
    )
    return JsonResponse(dito, status=situacao)


def dizer_a_conta(request: HttpRequest, resposta: HttpResponse) -> None:
    """O cookie que diz ao aparelho de que conta é esta sessão acompanha-a: as páginas que ele guarda são de
    ninguém, e sem rede é por ele que sabem de quem é o que se escreve. Acaba em hífen se à conta falta o que
    um pedido pergunta de quem pede."""
    quem = request.user
    completa = isinstance(quem, Usuario) and quem.cpf and (quem.email or quem.celular)
    marca = marca_da_conta(quem) and marca_da_conta(quem) + ("" if completa else FALTA)
    if marca == request.COOKIES.get(CONTA, ""):
        return
    if marca:
        seguro = settings.SESSION_COOKIE_SECURE
        resposta.set_cookie(CONTA, marca, max_age=aparelhos.VALE_POR, secure=seguro, samesite="Lax")
    else:
        resposta.delete_cookie(CONTA)


def para_levar(request: HttpRequest) -> bool:
    """Quem pede é o aparelho, para abrir a página sem internet: ninguém a leu, e nada de sigiloso vai."""
    return "Para-Levar" in request.headers


# --- como o portal foi aberto ----------------------------------------------------------------


def pelo_aplicativo(request: HttpRequest) -> bool:
    """Se o portal está aberto como aplicativo: a página o diz num cookie; o que esperou, num campo."""
    return APLICATIVO in {request.COOKIES.get(ABERTO_POR), request.POST.get(ABERTO_POR)}


def como_abriu(request: HttpRequest) -> dict[str, Any]:
    """O que o rascunho que se começa guarda disso, em `dados`."""
    return {ABERTO_POR: {"canal": APLICATIVO}} if pelo_aplicativo(request) else {}


def canal_de(rascunho: Rascunho) -> Canal:
    """Por onde entra o que a própria pessoa envia; o que se lhe mandou numa conversa entra por ela."""
    if CONVERSA in rascunho.dados:
        return Canal.CHAT
    return Canal.APLICATIVO if ABERTO_POR in rascunho.dados else Canal.PORTAL


# --- os pedidos lembrados --------------------------------------------------------------------


def pode_lembrar(request: HttpRequest, caso: Any) -> bool:
    """Quem acabou de abrir o caso, sem conta, no seu aparelho; `caso` é um `Caso` de qualquer processo."""
    do_que_se_lembra = caso.protocolo[:1] != Processo.MANIFESTACAO and not getattr(caso, "sigilosa", False)
    aqui = not de_todos(request) and not request.user.is_authenticated
    return do_que_se_lembra and aqui and caso.protocolo in protocolos_abertos(request.session)


def lembrados(request: HttpRequest) -> list[str]:
    """Os protocolos que este aparelho ainda lembra e abre, o mais novo primeiro."""
    if de_todos(request):
        return []
    agora, lidos = timezone.now(), _lidos(request)
    series = chaves.series_trocadas(protocolo for protocolo, _, _ in lidos)
    return [
        protocolo
        for protocolo, serie, ate in reversed(lidos)
        if ate > agora.timestamp() and serie == series.get(protocolo, 1)
    ]


def lembrar(request: HttpRequest, resposta: HttpResponse, protocolo: str, em: datetime) -> None:
    """Por trinta dias este aparelho abre o pedido sem a chave."""
    serie = chaves.series_trocadas([protocolo]).get(protocolo, 1)
    outros = [lido for lido in _lidos(request) if lido[0] != protocolo]
    ate = int((em + _VALE_POR).timestamp())
    _escrever(resposta, [*outros, (protocolo, serie, ate)][-MAIS_LEMBRADOS:])


def esquecer(request: HttpRequest, resposta: HttpResponse, protocolo: str) -> None:
    """Este aparelho deixa de abrir um pedido sem a chave."""
    _escrever(resposta, [lido for lido in _lidos(request) if lido[0] != protocolo])


def esquecer_tudo(resposta: HttpResponse) -> None:
    """Este aparelho deixa de abrir sem a chave todos os pedidos."""
    resposta.delete_cookie(LEMBRADOS)


def _lidos(request: HttpRequest) -> list[tuple[str, int, int]]:
    """Protocolo, série da chave e até quando; o cookie ausente, vencido ou adulterado não lembra nada."""
    try:
        lidos = signing.loads(request.COOKIES.get(LEMBRADOS, ""), salt=_SAL, max_age=_VALE_POR)
    except signing.BadSignature:
        return []
    return [(str(protocolo), int(serie), int(ate)) for protocolo, serie, ate in lidos]


def _escrever(resposta: HttpResponse, lidos: list[tuple[str, int, int]]) -> None:
    if lidos:
        _por_cookie(resposta, LEMBRADOS, signing.dumps(lidos, salt=_SAL), _VALE_POR)
    else:
        resposta.delete_cookie(LEMBRADOS)


def _por_cookie(resposta: HttpResponse, nome: str, valor: str, vale_por: timedelta) -> None:
    resposta.set_cookie(
        nome,
        valor,
        max_age=vale_por,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
