"""O Guia publicado, para outros programas: JSON, CSV."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from documentos.planilha import csv_inteiro
from guia import base_aberta
from guia.consultas import marca
from guia.paginas import dado_aberto


@dado_aberto(marca)
def em_json(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  a assinatura é a de uma view
    """Todos os serviços no ar, com a licença e de onde vêm."""
    servicos = list(base_aberta.servicos(settings.ENDERECO_PUBLICO))
    return JsonResponse(
        {"fonte": f"{settings.ENDERECO_PUBLICO}/servicos/", "quantos": len(servicos), "servicos": servicos},
        json_dumps_params={"ensure_ascii": False},
    )


@dado_aberto(marca)
def em_csv(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  idem
    """Uma linha por serviço no ar."""
    return csv_inteiro(base_aberta.em_linhas(settings.ENDERECO_PUBLICO), "guia-de-servicos.csv")
