"""De quem é uma conversa: da conta que a começou ou do navegador que guarda o cookie assinado.

A de uma conta só a conta abre; o cookie que também recebe é para depois de uma denúncia, que a desliga da
conta. Ele só vai a `/conversa/`. No aparelho de todos ele dura pouco: quem vem depois não acha a conversa.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from assistente import aparelho
from assistente.guardas import Perdido, PrecisaEntrar
from assistente.paginas import EntradaExpirou
from atendimento.conversa import CONTINUA_POR, de_codigo
from atendimento.models import Conversa
from atendimento.novidades import SO_TEXTO, pelo_modulo
from atendimento.situacoes import Fim
from contas.guardas import aberta_a_todos, quem_entrou

COOKIE, CAMINHO = "conversas", "/conversa/"
VALE_POR, NO_DE_TODOS = timedelta(days=30), timedelta(minutes=30)
MAIS_NO_COOKIE = 10
_SAL = "atendimento.conversas"

type Pagina = Callable[..., HttpResponseBase]
A_ENTRADA_ACABOU = "A sua entrada no portal acabou. Entre de novo em outra janela, e isto sai em seguida."
NAO_FOI = (
    "A sua entrada no portal acabou, e isto não foi enviado. Entre de novo e volte à conversa; o que você "
    "escreveu está abaixo, para copiar."
)


class DeOutraPessoa(Perdido, PermissionDenied):
    situacao = 403
    frase = (
        "Esta conversa começou em outro navegador, ou é de outra pessoa, ou este navegador apagou os nossos "
        "cookies. Daqui não dá para continuar: abra-a onde começou, ou comece outra."
    )


class JaNaoHa(Perdido, Http404):
    situacao = 404
    frase = "Esta conversa não existe, ou já passou do tempo em que a guardamos. Você pode começar outra."


def da_conversa(*metodos: str) -> Callable[[Pagina], Pagina]:
    """Página de uma conversa: sem entrar nem cache, e o que se escreve nela não vai a relatório de erro.

    A conversa de uma conta pede que se entre; ao que se mandou pelo módulo da página só se diz (401).
    """

    def decorar(view: Pagina) -> Pagina:
        @aberta_a_todos(*metodos)
        @sensitive_post_parameters()
        @wraps(view)
        def com_entrada(request: HttpRequest, *partes: Any, **nomeadas: Any) -> HttpResponseBase:
            try:
                return view(request, *partes, **nomeadas)
            except PrecisaEntrar:
                if pelo_modulo(request):
                    return HttpResponse(A_ENTRADA_ACABOU, status=401, content_type=SO_TEXTO)
                if request.method == "POST":
                    raise EntradaExpirou(NAO_FOI) from None
                return redirect_to_login(request.get_full_path())

        return com_entrada

    return decorar


def do_navegador(request: HttpRequest) -> list[str]:
    """Os códigos que este navegador abre, o mais novo por último; o cookie adulterado não abre nenhum."""
    try:
        lidos = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SAL, max_age=_dura(request))
    except signing.BadSignature:
        return []
    return [str(codigo) for codigo in lidos]


def lembrar(request: HttpRequest, resposta: HttpResponse, conversa: Conversa) -> None:
    """Este navegador abre a conversa; no aparelho de todos, só ela, e por pouco tempo."""
    codigo = str(conversa.codigo)
    outros = [um for um in do_navegador(request) if um != codigo and not aparelho.de_todos(request)]
    resposta.set_cookie(
        COOKIE,
        signing.dumps([*outros, codigo][-MAIS_NO_COOKIE:], salt=_SAL),
        max_age=_dura(request),
        path=CAMINHO,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def esquecer(resposta: HttpResponse) -> None:
    """Este navegador deixa de abrir as conversas."""
    resposta.delete_cookie(COOKIE, path=CAMINHO, samesite="Lax")


def minha_conversa(request: HttpRequest, codigo: UUID) -> Conversa:
    """A conversa, a quem é dela: 404 se não existe, 403 se é de outra pessoa.

    Levanta PrecisaEntrar a quem não entrou, se a conversa é de uma conta.
    """
    achada = de_codigo(codigo).first()
    if achada is None:
        raise JaNaoHa
    if achada.conta_id:
        usuario = quem_entrou(request)
        if usuario is None:
            raise PrecisaEntrar
        if usuario.pk != achada.conta_id:
            raise DeOutraPessoa
    elif str(codigo) not in do_navegador(request):
        raise DeOutraPessoa
    return achada


def em_aberto(request: HttpRequest) -> Conversa | None:
    """A que a pessoa, ou este navegador, ainda tem aberta; no aparelho de todos, só a da conta."""
    return Conversa.objects.abertas().filter(_minhas(request)).order_by("-pk").first()


def respondida(request: HttpRequest) -> Conversa | None:
    """A última que se respondeu depois, e cuja resposta a pessoa ainda não viu aqui."""
    feitas = Conversa.objects.filter(_minhas(request), fim=Fim.RESPONDIDA, ultima__gt=F("lida_pela_pessoa"))
    return feitas.filter(encerrada_em__gt=timezone.now() - VALE_POR).order_by("-encerrada_em").first()


def parada(request: HttpRequest) -> Conversa | None:
    """A última que parou, e que a pessoa ainda pode continuar."""
    desde = timezone.now() - CONTINUA_POR
    paradas = Conversa.objects.filter(_minhas(request), fim=Fim.PARADA, encerrada_em__gt=desde)
    return paradas.order_by("-encerrada_em").first()


def _minhas(request: HttpRequest) -> Q:
    codigos = [] if aparelho.de_todos(request) else do_navegador(request)
    minhas = Q(codigo__in=codigos, conta=None)
    usuario = quem_entrou(request)
    return minhas | Q(conta=usuario) if usuario else minhas


def _dura(request: HttpRequest) -> timedelta:
    return NO_DE_TODOS if aparelho.de_todos(request) else VALE_POR
