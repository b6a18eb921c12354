"""O aparelho em que a pessoa já entrou: um cookie assinado que quem a ataca não tem.

Quem erra a senha de outro de um lugar novo gasta a quota dos lugares novos; o aparelho de sempre tem a sua
(OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). O que o cookie diz vai cifrado: nem o número
de uma conta se lê nele. O de antes, só assinado, vale até a entrada seguinte o trocar.
"""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import get_random_string

from contas.segredos import chaves

SAL = "contas.aparelho"
VALE_POR = 60 * 60 * 24 * 180
TAMANHO = 12
"""Letras do nome de um aparelho, que não diz nada de ninguém."""
NA_SESSAO = "aparelho"
"""Onde a sessão de uma conta diz em que aparelho se abriu."""
MAXIMO_DE_CONTAS = 20
"""O computador de uma Praça é de muitos atendentes; mais que isto, esquece-se a mais antiga."""

DE_TODOS = "aparelho_de_todos"
"""O cookie do computador de uma Praça ou biblioteca; quem o põe é `assistente/aparelho.py`."""

NAVEGADORES = [
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Navegador Samsung"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
"""Na ordem em que se procuram: o Edge e os outros também dizem ser o Chrome, e o Chrome, o Safari."""
SISTEMAS = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
]


def em_palavras(user_agent: str) -> str:
    """ "Chrome no Android"; o que não se reconhece é "Aparelho não identificado"."""
    navegador = next((nome for marca, nome in NAVEGADORES if marca in user_agent), "")
    sistema = next((nome for marca, nome in SISTEMAS if marca in user_agent), "")
    return " no ".join(filter(None, (navegador, sistema))) or "Aparelho não identificado"


def do_pedido(request: HttpRequest) -> dict[str, Any]:
    """O aparelho e as contas que já entraram nele; vazio se o cookie falta, venceu ou foi adulterado."""
    escrito = request.COOKIES.get(settings.APARELHO_COOKIE_NAME, "")
    try:
        lido = signing.loads(escrito, salt=SAL, max_age=VALE_POR)
    except signing.BadSignature:
        return {}
    if isinstance(lido, str):
        return _aberto(lido)
    return lido if isinstance(lido, dict) else {}


def _aberto(cifrado: str) -> dict[str, Any]:
    """Vazio se a chave que o cifrou já não existe: o aparelho volta a ser novo."""
    try:
        lido: dict[str, Any] = json.loads(chaves.decifrar(cifrado.encode())["aparelho"])
    except InvalidToken:
        return {}
    return lido


def conhecido(request: HttpRequest, conta: int) -> str:
    """O nome do aparelho, se a conta já entrou nele; vazio se não."""
    aparelho = do_pedido(request)
    return str(aparelho.get("a", "")) if conta in aparelho.get("c", []) else ""


def de_todos(request: HttpRequest) -> bool:
    """O navegador de uma Praça ou biblioteca: nada se lembra nele."""
    return request.COOKIES.get(DE_TODOS) == "sim"


def de_muitos(request: HttpRequest) -> bool:
    """O computador que se disse de todos, ou em que entrou mais de uma conta: nele pode estar qualquer um."""
    return de_todos(request) or len(do_pedido(request).get("c", [])) > 1


def ultima_conta(request: HttpRequest) -> int | None:
    """A última conta que entrou neste navegador; None se nenhuma."""
    contas = do_pedido(request).get("c", [])
    return int(contas[-1]) if contas else None


def lembrar(request: HttpRequest, resposta: HttpResponseBase, conta: int, nome: str = "") -> None:
    """Daqui em diante este aparelho é conhecido desta conta; `nome`, se já se lhe deu um."""
    aparelho = do_pedido(request)
    contas = [c for c in aparelho.get("c", []) if c != conta]
    este = aparelho.get("a") or nome or get_random_string(TAMANHO)
    if request.user.pk == conta:
        request.session[NA_SESSAO] = este
    novo = {"a": este, "c": [*contas, conta][-MAXIMO_DE_CONTAS:]}
    resposta.set_cookie(
        settings.APARELHO_COOKIE_NAME,
        signing.dumps(chaves.cifrar({"aparelho": json.dumps(novo)}).decode(), salt=SAL),
        max_age=VALE_POR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def sem_o_que_se_viu(resposta: HttpResponseBase) -> None:
    """Quem sai não deixa páginas no cache do navegador. Só no cache: o que é nosso no aparelho apaga-se por
    nome, em script, depois de perguntar pelo que ainda não se enviou (`frontend/js/aplicativo/sair.js`)."""
    resposta.headers["Clear-Site-Data"] = '"cache"'


def da_sessao(chave: str) -> str:
    """O nome do aparelho em que esta sessão se abriu; vazio se não se sabe."""
    return str(sessao(chave).get(NA_SESSAO, ""))


def sessao(chave: str) -> SessionBase:
    """O que a sessão com esta chave guarda."""
    aberta: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(chave)
    return aberta
