"""O HTML sai comprimido; o que já vem comprimido, ou sai aos poucos, passa como está (ADR 0045)."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTO = ("text/", "application/json", "application/xml", "image/svg+xml")


class texto_comprimido(GZipMiddleware):  # noqa: N801 - citado em settings pelo nome do que faz
    """Comprime como o Django, com os bytes sorteados que atrapalham quem mede as respostas (BREACH)."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.headers.get("Content-Type", "").startswith(TEXTO):
            return response
        return super().process_response(request, response)
