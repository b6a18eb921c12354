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
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        registro.exception("o banco não respondeu")
        connection.close()
        return False
    return True


def fila_responde() -> bool:
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=PRAZO, socket_connect_timeout=PRAZO, retry=None
        ) as fila:
            fila.ping()
    except (redis.RedisError, OSError):
        registro.exception("a fila não respondeu")
        return False
    return True
