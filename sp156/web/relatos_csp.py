"""O que os navegadores barraram pela política de conteúdo (CSP): contado por diretiva e por dia, e só isso.

O relato traz o endereço da página, que pode levar a chave de um pedido: nada dele se guarda nem se registra.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from redis import RedisError

from referencia.corpo_json import GrandeDemais, NaoSeEntende, corpo_ate, objeto
from referencia.limite_de_tentativas import dentro_do_limite, quem_pede

MAIOR_RELATO = 16 * 1024
POR_MINUTO = 30
DIAS = 7
"""Quantos se mostram."""
GUARDAR = 30 * 24 * 3600
OUTRA = "outra"
PARTES = ("script-src-elem", "script-src-attr", "style-src-elem", "style-src-attr", "worker-src", "font-src")
"""O navegador nomeia a parte da diretiva que barrou."""


@dataclass(frozen=True, slots=True)
class Contado:
    """Quantos relatos de uma diretiva num dia."""

    dia: date
    diretiva: str
    quantos: int


@csrf_exempt
@login_not_required
@require_POST
def receber(request: HttpRequest) -> HttpResponse:
    """Conta um relato; 429 a quem manda demais, 413 ao grande demais, 400 ao que não é um relato."""
    if not dentro_do_limite("relatos_csp", quem_pede(request), vezes=POR_MINUTO, segundos=60):
        return HttpResponse(status=429)
    try:
        diretiva = diretiva_de(objeto(corpo_ate(request, MAIOR_RELATO)))
    except GrandeDemais:
        return HttpResponse(status=413)
    except NaoSeEntende:
        return HttpResponse(status=400)
    contar(diretiva, timezone.localdate())
    return HttpResponse(status=204)


def diretiva_de(lido: dict[str, Any]) -> str:
    """A diretiva de que o relato fala, entre as conhecidas. Levanta NaoSeEntende."""
    relato = lido.get("csp-report")
    if not isinstance(relato, dict):
        raise NaoSeEntende("csp-report: é um objeto")
    dita = relato.get("effective-directive") or relato.get("violated-directive")
    if not isinstance(dita, str):
        raise NaoSeEntende("effective-directive: é um texto")
    nome = dita.strip().partition(" ")[0]
    return nome if nome in conhecidas() else OUTRA


def conhecidas() -> tuple[str, ...]:
    return (*settings.SECURE_CSP, *PARTES)


def contar(diretiva: str, dia: date) -> None:
    """Sem cache não conta: um relato não vale uma falha."""
    chave = _chave(diretiva, dia)
    cache.add(chave, 0, timeout=GUARDAR)
    try:
        cache.incr(chave)
    except (ValueError, RedisError, OSError):
        return


def contados(hoje: date) -> Iterator[Contado]:
    """Os relatos de CSP dos últimos dias, do mais novo ao mais antigo, só os que houve."""
    dias = [hoje - timedelta(days=n) for n in range(DIAS)]
    chaves = {_chave(diretiva, dia): (dia, diretiva) for dia in dias for diretiva in (*conhecidas(), OUTRA)}
    lidos = cache.get_many(chaves)
    for chave, (dia, diretiva) in chaves.items():
        if quantos := lidos.get(chave):
            yield Contado(dia, diretiva, int(quantos))


def _chave(diretiva: str, dia: date) -> str:
    return f"csp:{dia:%Y%m%d}:{diretiva}"
