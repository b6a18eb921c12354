"""O que a fila do aparelho pede e manda: quem entrou e a prova do envio, e cada parte de um pedido guardado.

Só JSON, e nada fica em cache. Repetir qualquer parte dá o mesmo (docs/adr/0061).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from assistente.aparelho import ENTRE, conta_dita, de_todos, marca_da_conta, recusa_da_conta
from assistente.guardas import DeOutroNavegador, PrecisaEntrar, lembrar_rascunho
from protocolo.erros import RecusaDeAcao
from protocolo.models import Rascunho
from solicitacoes.pedir import de_uma_vez
from solicitacoes.pedir.de_uma_vez import Estado, Resposta
from solicitacoes.pedir.preenchimento import Preenchimento

JA_NAO_SE_PEDE = "Este serviço já não está no Guia, ou o que se guardou dele passou do prazo."
MUITOS = "Foram muitos pedidos deste lugar em pouco tempo. O aparelho tenta de novo sozinho."
ESPERAR = 120
"""Segundos até a fila tentar de novo."""
SITUACAO = {
    Estado.ENVIADO: HTTPStatus.OK,
    Estado.ABERTO: HTTPStatus.OK,
    Estado.FALTA: HTTPStatus.CONFLICT,
    Estado.RECUSADA: HTTPStatus.UNPROCESSABLE_ENTITY,
    Estado.ESPERE: HTTPStatus.TOO_MANY_REQUESTS,
}

type DoPedido = Callable[[HttpRequest, UUID], tuple[Resposta, Rascunho | None]]


@login_not_required
@require_GET
def ficha(request: HttpRequest) -> JsonResponse:
    """A prova do envio, a conta que entrou, e se o aparelho é de todos."""
    dita: dict[str, Any] = {"csrf": get_token(request), "conta": marca_da_conta(request.user)}
    if de_todos(request):
        dita["de_todos"] = True
    return JsonResponse(dita)


def da_fila(*metodos: str) -> Callable[[DoPedido], Callable[..., JsonResponse]]:
    """Uma parte de um pedido guardado: só da conta que o guardou; o que não se pode fazer diz-se em JSON."""

    def decorar(view: DoPedido) -> Callable[..., JsonResponse]:
        @login_not_required
        @sensitive_post_parameters()
        @require_http_methods(metodos)
        @wraps(view)
        def responder(request: HttpRequest, uuid: UUID) -> JsonResponse:
            if recusa := recusa_da_conta(request):
                return recusa
            try:
                resposta, rascunho = view(request, uuid)
            except PrecisaEntrar:
                return _dizer(HTTPStatus.UNAUTHORIZED, "entrar", ENTRE)
            except DeOutroNavegador as outro:
                return _dizer(HTTPStatus.FORBIDDEN, "de_outro", outro.frase)
            except Http404:
                return _dizer(HTTPStatus.GONE, "retirado", JA_NAO_SE_PEDE)
            except RecusaDeAcao as recusa:
                return _dizer(HTTPStatus.GONE, "retirado", str(recusa))
            return _responder(request, resposta, rascunho)

        return responder

    return decorar


@da_fila("GET", "POST")
def pedido(request: HttpRequest, chave: UUID) -> tuple[Resposta, Rascunho | None]:
    """Começa o pedido desta chave, ou acha o que já se começou; o GET só diz como está."""
    de_ninguem = not conta_dita(request)
    comecado: Preenchimento | None
    if request.method == "POST":
        slug = request.POST.get("servico", "").replace("\0", "")
        comecado = de_uma_vez.comecar(request, chave, slug, {}, de_ninguem=de_ninguem)
    else:
        comecado = de_uma_vez.achar(request, chave, de_ninguem=de_ninguem)
    if comecado is None:
        return Resposta(Estado.ESPERE, recado=MUITOS), None
    return de_uma_vez.como_esta(comecado), comecado.rascunho


@da_fila("POST")
def foto(request: HttpRequest, chave: UUID) -> tuple[Resposta, Rascunho | None]:
    """Um arquivo do pedido, no campo em que se escolheu."""
    achado = de_uma_vez.achar(request, chave, de_ninguem=not conta_dita(request))
    return de_uma_vez.receber_arquivos(request, achado), achado.rascunho


@da_fila("POST")
def enviar(request: HttpRequest, chave: UUID) -> tuple[Resposta, Rascunho | None]:
    """As respostas, e o envio: feito, ou a página em que se acaba."""
    achado = de_uma_vez.achar(request, chave, de_ninguem=not conta_dita(request))
    return de_uma_vez.enviar(request, achado), achado.rascunho


def _dizer(situacao: int, estado: str, recado: str, endereco: str = "") -> JsonResponse:
    dito: dict[str, Any] = {"estado": estado, "recado": recado, "endereco": endereco}
    return JsonResponse(dito, status=situacao)


def _responder(request: HttpRequest, resposta: Resposta, rascunho: Rascunho | None) -> JsonResponse:
    """O cookie do navegador abre depois as páginas do mesmo pedido."""
    dita = _dizer(SITUACAO[resposta.estado], resposta.estado, resposta.recado, resposta.endereco)
    if resposta.estado is Estado.ESPERE:
        dita["Retry-After"] = str(ESPERAR)
    if rascunho is not None:
        lembrar_rascunho(request, dita, rascunho)
    return dita
