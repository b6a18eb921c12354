"""`GET /saude/`: o portal, o banco e a fila respondem? Não diz mais nada."""

import logging

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

registro = logging.getLogger(__name__)
PRAZO = 2.0
"""Segundos que a fila tem para responder; o banco tem os seus em settings."""


@login_not_required
@require_safe
@never_cache
def saude(_request: HttpRequest) -> JsonResponse:
    partes = {"banco": "ok" if banco_responde() else "fora", "fila": "ok" if fila_responde() else "fora"}
    tudo_bem = set(partes.values()) == {"ok"}
    corpo = {"situacao": "ok" if tudo_bem else "fora", **partes}
    return JsonResponse(corpo, status=200 if tudo_bem else 503, json_dumps_params={"separators": (",", ":")})


def banco_responde() -> bool:
    """Uma conexão nova: a persistente desta linha pode estar presa, e a nova desiste em `connect_timeout`."""
    propria = connection.copy()
    try:
        with propria.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as erro:
        registro.error("o banco não respondeu: %s", erro)  # noqa: TRY400 - o rastro não ajuda
        return False
    finally:
        propria.close()
    return True


def fila_responde() -> bool:
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=PRAZO, socket_connect_timeout=PRAZO, retry=None
        ) as fila:
            fila.ping()
    except (redis.RedisError, OSError) as erro:
        registro.error("a fila não respondeu: %s", erro)  # noqa: TRY400 - o rastro não ajuda
        return False
    return True
