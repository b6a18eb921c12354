"""Arquivar serviços: antes, diz quantos pedidos abertos cada um tem; confirmado, saem do Guia."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string

from guia import acoes
from guia.guardas import quem
from guia.models import Servico


def arquivar_escolhidos(
    modelo: Any, request: HttpRequest, escolhidos: QuerySet[Servico]
) -> HttpResponse | None:
    """Pergunta, com os pedidos abertos à vista; confirmado, arquiva os que ainda estão no Guia."""
    servicos = list(escolhidos.filter(arquivado_em=None).select_related("publicada"))
    if not servicos:
        messages.warning(request, "O que você escolheu já está arquivado.")
        return None
    if "confirmado" in request.POST:
        for servico in servicos:
            acoes.arquivar(servico=servico, por=quem(request.user))
        messages.success(request, "Os serviços saíram das listas e da busca.")
        return None
    abertos = import_string(settings.PEDIDOS_ABERTOS_DE_SERVICOS)([servico.pk for servico in servicos])
    contexto = {
        **modelo.admin_site.each_context(request),
        "title": "Arquivar serviços",
        "opts": modelo.opts,
        "linhas": [(servico, abertos.get(servico.pk, 0)) for servico in servicos],
        "campo": ACTION_CHECKBOX_NAME,
    }
    return render(request, "admin/guia/servico/arquivar.html", contexto)
