"""O trabalhador (service worker) e o manifesto, na raiz: é ela que o aplicativo cobre."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from assistente import aparelho
from portal.aplicativo import casca


@login_not_required
@require_safe
def trabalhador(request: HttpRequest) -> HttpResponse:
    """O que está em vigor; desligado o aplicativo, e no aparelho de todos, o que apaga tudo e sai."""
    if settings.APLICATIVO_LIGADO and not aparelho.de_todos(request):
        corpo = f"self.CASCA = {json.dumps(casca.para_o_trabalhador())};\n{compilado('trabalhador.js')}"
    else:
        corpo = compilado("trabalhador_desligado.js")
    resposta = HttpResponse(corpo, content_type="text/javascript; charset=utf-8")
    patch_cache_control(resposta, no_cache=True)
    patch_vary_headers(resposta, ["Cookie"])
    return resposta


@cache
def compilado(nome: str) -> str:
    """O programa, como a preparação o deixou."""
    caminho = finders.find(f"compilado/{nome}")
    if caminho is None:
        raise FileNotFoundError(f"Falta static/compilado/{nome}: a preparação não rodou.")
    return Path(caminho).read_text(encoding="utf-8")
