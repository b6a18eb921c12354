"""Limites contra tentativas em série. O cache nunca está no caminho da correção: sem ele, passa."""

from __future__ import annotations

import logging
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

DEZ_MINUTOS = 600
registro = logging.getLogger(__name__)
REDE_DE_UMA_CASA = 64
"""Quem tem um endereço IPv6 tem bilhões deles: conta a rede."""


def quem_pede(request: HttpRequest) -> str:
    """O endereço de rede de quem pede; atrás do proxy (ATRAS_DE_PROXY), o que ele viu chegar."""
    vistos = request.headers.get("X-Forwarded-For", "").split(",")
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    do_proxy = vistos[-proxies] if 0 < proxies <= len(vistos) else ""
    direto = str(request.META.get("REMOTE_ADDR", ""))
    return _rede(do_proxy) or _rede(direto) or direto


def _rede(escrito: str) -> str:
    """Vazio se não é um endereço."""
    try:
        endereco = ip_address(escrito.strip())
    except ValueError:
        return ""
    if isinstance(endereco, IPv6Address):
        return str(ip_network((endereco, REDE_DE_UMA_CASA), strict=False).network_address)
    return str(endereco)


def dentro_do_limite(nome: str, quem: str, *, vezes: int, segundos: int) -> bool:
    """Conta mais uma tentativa de `quem` e diz se ainda está dentro de `vezes` por `segundos`.

    Com o cache fora do ar devolve verdadeiro e registra o fato: melhor atender que fechar a porta.
    """
    chave = _chave(nome, quem)
    try:
        cache.add(chave, 0, timeout=segundos)
        return int(cache.incr(chave)) <= vezes
    except ValueError:
        return True  # expirou entre as duas chamadas: a contagem recomeça
    except Exception:  # noqa: BLE001  sem cache a tentativa passa, e o fato fica registrado
        registro.exception("limite %s sem cache: a tentativa passou sem ser contada", nome)
        return True


def devolver(nome: str, quem: str) -> None:
    """Desfaz a contagem de uma tentativa que deu certo."""
    try:
        cache.decr(_chave(nome, quem))
    except ValueError:
        return  # já expirou
    except Exception:  # noqa: BLE001  sem cache nada se contou
        registro.exception("limite %s sem cache: a tentativa não foi devolvida", nome)


def acabou_o_limite(nome: str, quem: str, *, vezes: int) -> bool:
    """Diz, sem contar esta vez, se `quem` já gastou as suas `vezes`. Sem cache, não."""
    return int(cache.get(_chave(nome, quem), 0)) > vezes


def adivinhando(nome: str, quem: str, *, achou: bool, vezes: int, segundos: int) -> bool:
    """Conta só o que não existe; acabado o limite, nem o que existe responde."""
    if achou:
        return acabou_o_limite(nome, quem, vezes=vezes)
    return not dentro_do_limite(nome, quem, vezes=vezes, segundos=segundos)


def _chave(nome: str, quem: str) -> str:
    return f"limite:{nome}:{quem}"
