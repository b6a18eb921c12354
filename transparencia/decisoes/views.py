"""A página do registro de decisões automáticas: lê a lista que o código declara."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from referencia.decisoes import grupos


@login_not_required
@require_safe
def registro(request: HttpRequest) -> HttpResponse:
    """O que se decide, com que dados, quem decide no fim, como contestar e quanto se erra (LGPD, art. 20)."""
    return render(request, "transparencia/decisoes/registro.html", {"grupos": list(grupos())})
