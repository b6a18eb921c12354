"""Cada endereço da API: quem o chama, com que chave, e a recusa no formato que se pediu."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from protocolo.erros import RecusaDeAcao
from referencia.limite_de_tentativas import dentro_do_limite, quem_pede
from transparencia.models import Chave, Parceiro
from transparencia.open311 import formato
from transparencia.open311.acoes import soma_de
from transparencia.open311.formato import Formato
from transparencia.open311.recusas import DEU_ERRADO, FRASES, Recusa, como_se_pede

RAIZ = "/open311/v2/"
JURISDICAO = "prefeitura.sp.gov.br"
UM_MINUTO = 60
DA_REDE = 60
"""Leituras de pedidos por minuto, sem chave, de uma rede: uma hora de novidades lê-se em poucas."""
GUARDADOS = ("Allow", "Retry-After")
type Resposta = Callable[[HttpRequest], HttpResponse]


def da_api(*metodos: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Um endereço da API: sem sessão nem CSRF, da jurisdição de São Paulo, com as recusas no formato."""

    def decorar(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def responder(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            pedido = formato.do_caminho(request.path)
            try:
                _conferir(request)
                return view(request, *args, **kwargs)
            except Recusa as recusa:
                return formato.erro(recusa.situacao, str(recusa), pedido)
            except RecusaDeAcao as recusa:
                return formato.erro(HTTPStatus.BAD_REQUEST, str(recusa), pedido)

        return login_not_required(csrf_exempt(require_http_methods([*metodos, "HEAD"])(responder)))

    return decorar


def _conferir(request: HttpRequest) -> None:
    """A jurisdição é uma só, e vazia é como ausente; o texto, o que o banco guarda. Levanta Recusa."""
    lidos = [request.GET, *([request.POST] if request.method == "POST" else [])]
    for nome, valores in ((nome, valores) for lido in lidos for nome, valores in lido.lists()):
        if any("\0" in valor for valor in valores):
            raise Recusa("Há nele uma letra que não existe.", onde=nome.replace("\0", ""))
        if nome == "jurisdiction_id" and not {*valores} <= {"", JURISDICAO}:
            raise Recusa(f"Só há a jurisdição {JURISDICAO}.", onde=nome, situacao=HTTPStatus.NOT_FOUND)


def parceiro_de(chave: str) -> Parceiro:
    """De quem é a chave, que conta uma vez no limite dele. Levanta Recusa: 403, ou 429."""
    achada = (
        Chave.objects.filter(soma=soma_de(chave), revogada_em=None).select_related("parceiro").first()
        if chave
        else None
    )
    if achada is None:
        raise Recusa(
            f"Falta a chave, ou ela não vale. {como_se_pede()}", onde="api_key", situacao=HTTPStatus.FORBIDDEN
        )
    parceiro = achada.parceiro
    if not dentro_do_limite("open311", str(parceiro.pk), vezes=parceiro.por_minuto, segundos=UM_MINUTO):
        raise Recusa(situacao=HTTPStatus.TOO_MANY_REQUESTS)
    return parceiro


def chave_de(request: HttpRequest) -> str:
    """A chave, em `api_key`, no corpo ou no endereço, ou no cabeçalho X-Api-Key; a vazia é como ausente."""
    return request.POST.get("api_key") or request.GET.get("api_key") or request.headers.get("X-Api-Key", "")


def de_quem_le(request: HttpRequest) -> Parceiro | None:
    """O parceiro que lê com chave; sem ela, conta no limite da rede. Levanta Recusa: 403, ou 429."""
    if chave := chave_de(request):
        return parceiro_de(chave)
    if not dentro_do_limite("open311-rede", quem_pede(request), vezes=DA_REDE, segundos=UM_MINUTO):
        raise Recusa(situacao=HTTPStatus.TOO_MANY_REQUESTS)
    return None


def erros_no_formato(get_response: Resposta) -> Resposta:
    """Todo erro debaixo de /open311/v2/, também o que o portal daria em página, sai em XML ou JSON."""

    def responder(request: HttpRequest) -> HttpResponse:
        resposta = get_response(request)
        tipo = resposta.headers.get("Content-Type", "")
        if not request.path.startswith(RAIZ) or resposta.status_code < HTTPStatus.BAD_REQUEST:
            return resposta
        if tipo in {um.tipo for um in Formato}:
            return resposta
        frase = FRASES.get(resposta.status_code, DEU_ERRADO)
        nova = formato.erro(resposta.status_code, frase, formato.do_caminho(request.path))
        for nome in GUARDADOS:
            if nome in resposta.headers:
                nova.headers[nome] = resposta.headers[nome]
        return nova

    return responder
