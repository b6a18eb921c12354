"""`/saude/`: pode servir; `/saude/detalhes/`: o resto, só a quem cuida. A `viva` é de `sp156.web.entrada`."""

import logging
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import redis
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from documentos import disco
from sp156.saude import consultas_lentas, estado
from sp156.web import relatos_csp
from sp156.web.estaticos import o_que_falta_aqui

OK, DEGRADADO, FORA, CHEIO = "ok", "degradado", "fora", "cheio"
registro = logging.getLogger(__name__)
PRAZO = 2.0
"""Segundos que a fila tem para responder; o banco tem os seus em settings."""


@login_not_required
@require_safe
def saude(_request: HttpRequest) -> JsonResponse:
    """O portal pode atender? Sem a fila, ou com o disco cheio, sim, e diz “degradado”: os pedidos entram."""
    resumo = situacao()
    return _json(resumo, 503 if resumo["situacao"] == FORA else 200)


@login_not_required
@require_safe
def detalhes(request: HttpRequest) -> HttpResponse:
    """O que cada parte diz de si, a quem vê a caixa de saída na administração ou traz a SAUDE_SENHA."""
    if traz_a_senha(request):
        return _detalhes_em_json()
    return _pagina_do_estado(request)


def so_quem_cuida(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Quem vê a caixa de saída na administração."""

    @wraps(view)
    def guardada(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not (request.user.is_staff and request.user.has_perm("avisos.view_aviso")):
            raise PermissionDenied("Só quem cuida do portal vê esta página.")
        return view(request)

    return guardada


@so_quem_cuida
def _pagina_do_estado(request: HttpRequest) -> HttpResponse:
    contexto = {
        **admin.site.each_context(request),
        "title": "Estado do portal",
        "resumo": situacao(),
        "partes": list(estado.partes(com_banco=True)),
        "relatos": list(relatos()),
    }
    return render(request, "admin/estado.html", contexto)


@login_not_required
@require_safe
@so_quem_cuida
def consultas(request: HttpRequest) -> HttpResponse:
    """As consultas em que o banco gasta mais tempo, sem os valores delas."""
    contexto = {**admin.site.each_context(request), "title": "Consultas mais demoradas"}
    try:
        contexto["consultas"] = consultas_lentas.mais_lentas()
    except consultas_lentas.SemConta as falta:
        contexto["falta"] = str(falta)
    return render(request, "admin/consultas_lentas.html", contexto)


def _detalhes_em_json() -> JsonResponse:
    """Também sem o banco: o que só ele sabe, diz-se que não se sabe."""
    resumo = situacao()
    partes = estado.partes(com_banco=resumo["banco"] == OK)
    ditas = {parte.chave: {"dito": parte.dito, "bem": parte.bem} for parte in partes}
    csp = [{"dia": f"{c.dia}", "diretiva": c.diretiva, "quantos": c.quantos} for c in relatos()]
    return _json({**resumo, **ditas, "relatos_csp": csp})


def traz_a_senha(request: HttpRequest) -> bool:
    """`Authorization: Bearer …` com a SAUDE_SENHA; sem ela na configuração, ninguém traz."""
    trazida = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.SAUDE_SENHA) and constant_time_compare(trazida, settings.SAUDE_SENHA)


def relatos() -> Iterator[relatos_csp.Contado]:
    return relatos_csp.contados(timezone.localdate())


def situacao() -> dict[str, str]:
    """O resumo público: o banco, a fila, o disco e os estáticos (só se há mal), e o que se tira deles."""
    banco, fila, cheio, falta = banco_responde(), fila_responde(), disco.cheio(), o_que_falta_aqui()
    resumo = FORA if falta or not banco else (OK if fila and not cheio else DEGRADADO)
    ditas = {"situacao": resumo, "banco": OK if banco else FORA, "fila": OK if fila else FORA}
    if cheio:
        ditas["disco"] = CHEIO
    return {**ditas, "estaticos": falta} if falta else ditas


def _json(corpo: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(corpo, status=status, json_dumps_params={"separators": (",", ":")})


def banco_responde() -> bool:
    """Uma conexão nova: a persistente desta thread pode estar presa; a nova desiste em `connect_timeout`."""
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
