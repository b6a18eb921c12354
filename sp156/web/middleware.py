"""O middleware do projeto: o que uma ação recusa vira página, num lugar só, com o que a pessoa escreveu."""

import re
import secrets
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import is_valid_path
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django_htmx.http import HttpResponseClientRedirect

from assistente import aparelho, escritos
from assistente.guardas import Perdido
from assistente.paginas import ir_entrar
from contas.aparelhos import ultima_conta
from protocolo.erros import RecusaDeAcao
from sp156.logs import PEDIDO
from sp156.web.digitado import digitado

SESSAO_TERMINOU = "A sua sessão terminou. O que você escreveu continua aqui."
RASCUNHO = re.compile(r"/[0-9a-f]{8}-[0-9a-f-]{27}/")


def permissoes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Permissions-Policy em toda resposta: o Django não o escreve."""

    def responder(request: HttpRequest) -> HttpResponse:
        resposta = get_response(request)
        resposta.headers.setdefault("Permissions-Policy", settings.PERMISSOES)
        return resposta

    return responder


def sem_guardar(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Nenhuma resposta fica guardada: só a que tem marca (ETag), igual para todos, ou diz ela mesma como."""

    def responder(request: HttpRequest) -> HttpResponse:
        resposta = get_response(request)
        if not resposta.has_header("ETag"):
            resposta.headers.setdefault("Cache-Control", "private, no-store")
        return resposta

    return responder


def numerado(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Um número para cada pedido: vai na resposta, e em toda linha que ele escreve no registro."""

    def responder(request: HttpRequest) -> HttpResponse:
        PEDIDO.set(secrets.token_hex(8))
        resposta = get_response(request)
        resposta.headers["X-Pedido"] = PEDIDO.get()
        return resposta

    return responder


def conta_no_aparelho(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """O aparelho sabe de que conta é cada sessão; a resposta em que ninguém a olhou é igual para todos."""

    def responder(request: HttpRequest) -> HttpResponse:
        resposta = get_response(request)
        if request.session.accessed:
            aparelho.dizer_a_conta(request, resposta)
        return resposta

    return responder


class respostas_de_erro:  # noqa: N801 - citado em settings pelo nome do que faz
    """Conflito e transição proibida viram a página 409, num lugar só.

    O que a pessoa digitou volta na página (`digitado`), para ela copiar ou tentar de novo.
    Nada tem caractere nulo no nome (o banco nem o aceita): o endereço que o traz não existe.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path:
            raise Http404("Este endereço não existe.")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, erro: Exception) -> HttpResponse | None:
        if isinstance(erro, Perdido):
            de_onde = _antes_do_rascunho(request.path)
            contexto = {"erro": erro, "digitado": digitado(request), "comecar": de_onde}
            return render(request, "perdido.html", contexto, status=erro.situacao)
        if not isinstance(erro, RecusaDeAcao):
            return None
        if _do_htmx(request):  # a página fica como está, e diz a frase
            return HttpResponse(str(erro), status=409, content_type="text/plain; charset=utf-8")
        return render(
            request, "409.html", {"erro": erro, "digitado": erro.escritos or digitado(request)}, status=409
        )


def _antes_do_rascunho(caminho: str) -> str:
    """De onde se começa outro: o endereço acima do rascunho que exista."""
    partes = caminho.strip("/").split("/")
    while partes := partes[:-1]:
        acima = f"/{'/'.join(partes)}/"
        if is_valid_path(acima) and not RASCUNHO.search(acima):
            return acima
    return "/"


class entrar_de_novo:  # noqa: N801 - citado em settings pelo nome do que faz
    """A sessão que acabou no meio do trabalho: nada do que se escreveu se perde.

    A página que retoma (`assistente.escritos`) guarda o envio e, depois da entrada, mostra-o de volta nos
    campos; a outra mostra o que estava escrito, para copiar. O htmx nunca recebe a página de entrar dentro de
    um pedaço da sua: ao enviar o que se guardou, vai a ela; no mais (e o pedaço que só lê pode vir sozinho,
    enquanto se escreve) a página fica como está e diz o que houve. Quem nunca entrou segue o caminho de
    sempre (`LoginRequiredMiddleware`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        resposta = self.get_response(request)
        if _do_htmx(request) and resposta.headers.get("Location", "").startswith(_entrada_de()):
            return HttpResponseClientRedirect(_entrada(_de_onde_veio(request)))
        return resposta

    def process_view(
        self, request: HttpRequest, pagina: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        if not getattr(pagina, "login_required", True) or request.user.is_authenticated:
            return None
        esteve = settings.SESSION_COOKIE_NAME in request.COOKIES or ultima_conta(request)
        if request.method in {"GET", "HEAD"}:
            if esteve and _do_htmx(request):
                return _fica_na_pagina()
            return redirect_to_login(request.get_full_path(), _entrada_de()) if esteve else None
        if getattr(pagina, "retoma", False) and escritos.guardar_de_quem_saiu(request):
            return ir_entrar(request, _de_onde_veio(request))
        if _do_htmx(request):
            return _fica_na_pagina()
        if not esteve or not (escrito := digitado(request)):
            return None
        contexto = {"digitado": escrito, "entrada": _entrada(_de_onde_veio(request))}
        return render(request, "401.html", contexto, status=401)


def _fica_na_pagina() -> HttpResponse:
    return HttpResponse(SESSAO_TERMINOU, status=401, content_type="text/plain; charset=utf-8")


def _do_htmx(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers


def _entrada_de() -> str:
    return resolve_url(settings.LOGIN_URL)


def _entrada(volta: str) -> str:
    return f"{_entrada_de()}?{urlencode({'next': volta})}"


def _de_onde_veio(request: HttpRequest) -> str:
    """A página em que a pessoa estava, se é nossa; senão, a pedida."""
    veio = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    nossa = url_has_allowed_host_and_scheme(veio, {request.get_host()}, require_https=request.is_secure())
    return veio if veio and nossa else request.get_full_path()
