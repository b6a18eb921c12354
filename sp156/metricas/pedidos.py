"""Cada resposta: que página, que situação e em quanto tempo. Nunca o endereço, que pode levar uma chave."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

SEM_PAGINA = "nenhuma"
"""O endereço que não existe, e o que se recusou antes de o procurar."""
RESPOSTAS = Counter("sp156_respostas", "Respostas, por página e situação HTTP.", ["pagina", "situacao"])
DEMORA = Histogram(
    "sp156_resposta_segundos",
    "Quanto a página demorou a responder.",
    ["pagina"],
    buckets=(0.1, 0.3, 1.0, 3.0, 10.0),
)


def contadas(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Por fora de todos: conta a situação que a pessoa recebe."""

    def responder(request: HttpRequest) -> HttpResponse:
        inicio = time.perf_counter()
        resposta = get_response(request)
        pagina = request.resolver_match.view_name if request.resolver_match else SEM_PAGINA
        RESPOSTAS.labels(pagina, resposta.status_code).inc()
        DEMORA.labels(pagina).observe(time.perf_counter() - inicio)
        return resposta

    return responder
