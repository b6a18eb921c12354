"""A página de erro de um envio ganha endereço próprio: recarregar ou voltar a ela nunca envia outra vez.

O POST recusado responde 303, e o GET seguinte mostra a mesma página, com a mesma situação (422, 409). Ela
espera meia hora no cache, cifrada com o que só este navegador e esta sessão têm (ADR 0045).
"""

from __future__ import annotations

import hashlib
import hmac
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Callable
from secrets import token_urlsafe
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from referencia.limite_de_tentativas import DEZ_MINUTOS, dentro_do_limite, quem_pede

PARTE = "corrigir"
"""O nome da marca na consulta do endereço."""
ANCORA = "erros"
"""O resumo dos erros; sem ela o navegador levaria a âncora da página de antes."""
ESPERA = 1800
"""Segundos que a página fica à espera de quem volta."""
GUARDADAS_POR_LUGAR = 300
"""Em dez minutos; daí em diante a página responde ao próprio envio."""
MAIOR_PAGINA = 1024 * 1024
ERROS = frozenset(range(400, 500)) - {401}
"""Quem saiu da conta não abriria a página guardada: a que lhe diz o que escreveu responde ao envio."""
SO_ENVIO = 405
ALGARISMOS = 3
"""Os algarismos da situação, antes da página guardada."""


class endereco_proprio:  # noqa: N801 - citado em settings pelo nome do que faz
    """Troca a página de erro de um envio por um endereço, e a mostra a quem vai a ele."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        marca = _tirar_a_marca(request)
        request.pagina_a_corrigir = marca  # type: ignore[attr-defined]
        resposta = self.get_response(request)
        if _de_navegador(request) and _e_pagina_de_erro(resposta):
            return _guardar(request, resposta) or resposta
        if marca and resposta.status_code == SO_ENVIO:
            return HttpResponseRedirect("..")  # a página já não espera, e o endereço só recebe envios
        return resposta

    def process_view(
        self, request: HttpRequest, _pagina: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Depois da conferência de quem entrou, que vale também para a página guardada."""
        marca: str = request.pagina_a_corrigir  # type: ignore[attr-defined]
        return _abrir(request, marca) if marca and request.method in {"GET", "HEAD"} else None


def _tirar_a_marca(request: HttpRequest) -> str:
    """A marca do endereço, que ninguém mais vê: nem a página, nem o que ela escreve do seu endereço."""
    if f"{PARTE}=" not in request.META.get("QUERY_STRING", ""):
        return ""
    consulta = request.GET.copy()
    marcas = consulta.pop(PARTE, [""])
    request.GET = consulta  # type: ignore[assignment]
    request.META["QUERY_STRING"] = consulta.urlencode()
    return str(marcas[-1])


def _de_navegador(request: HttpRequest) -> bool:
    """Um formulário enviado por um navegador que diz que vai mostrar a resposta no lugar da página."""
    vai = (request.headers.get("Sec-Fetch-Mode"), request.headers.get("Sec-Fetch-Dest"))
    return request.method == "POST" and vai == ("navigate", "document")


def _e_pagina_de_erro(resposta: HttpResponseBase) -> bool:
    return (
        isinstance(resposta, HttpResponse)
        and resposta.status_code in ERROS
        and resposta.headers.get("Content-Type", "").startswith("text/html")
        and len(resposta.content) <= MAIOR_PAGINA
        and not hasattr(resposta, "_csp_config")  # a política dela é outra, e não se guarda
    )


def _guardar(request: HttpRequest, resposta: HttpResponse) -> HttpResponse | None:
    """O endereço da página guardada; None se este navegador não tem o que a abra, ou se são demais."""
    marca = token_urlsafe(16)
    cofre = _cofre(request, marca)
    if cofre is None or not dentro_do_limite(
        "paginas_de_erro", quem_pede(request), vezes=GUARDADAS_POR_LUGAR, segundos=DEZ_MINUTOS
    ):
        return None
    aberta = b"%d" % resposta.status_code + resposta.content
    cache.set(_chave(marca), cofre.encrypt(zlib.compress(aberta)), timeout=ESPERA)
    if _chave(marca) not in cache:
        return None
    caminho = urlsplit(request.get_full_path())
    consulta = f"{caminho.query}&" if caminho.query else ""
    ida = HttpResponseRedirect(f"{caminho.path}?{consulta}{PARTE}={marca}#{ANCORA}", status=303)
    ida.cookies = resposta.cookies
    return ida


def _abrir(request: HttpRequest, marca: str) -> HttpResponse | None:
    """A página guardada; None se já não espera, ou se é de outro navegador ou de outra sessão."""
    guardada, cofre = cache.get(_chave(marca)), _cofre(request, marca)
    if guardada is None or cofre is None:
        return None
    try:
        aberta = zlib.decompress(cofre.decrypt(guardada))
    except InvalidToken:
        return None
    return HttpResponse(aberta[ALGARISMOS:], status=int(aberta[:ALGARISMOS]))


def _chave(marca: str) -> str:
    return f"pagina-de-erro:{hashlib.sha256(marca.encode()).hexdigest()}"


def _cofre(request: HttpRequest, marca: str) -> Fernet | None:
    """Abre só com a marca do endereço, o cookie deste navegador e a sessão de agora: quem sai a fecha."""
    cookie = request.COOKIES.get(settings.CSRF_COOKIE_NAME)
    if not cookie:
        return None
    dito = "\0".join((__name__, marca, cookie, _sessao(request))).encode()
    return Fernet(urlsafe_b64encode(hmac.digest(settings.SECRET_KEY.encode(), dito, hashlib.sha256)))


def _sessao(request: HttpRequest) -> str:
    """O número da sessão que o navegador terá depois da resposta; vazio se nenhuma."""
    vazia = not request.session.keys()  # lê a sessão: a que já não existe não conta
    if request.session.modified and not vazia:
        request.session.save()
    return request.session.session_key or ""
