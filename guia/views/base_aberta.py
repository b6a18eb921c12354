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
    """Todos os serviços no ar, e de onde vêm; dos que se pedem, em quantos o órgão não informou o prazo."""
    servicos = list(base_aberta.servicos(settings.ENDERECO_PUBLICO))
    se_pedem = [servico for servico in servicos if servico["solicitavel"]]
    return JsonResponse(
        {
            "fonte": f"{settings.ENDERECO_PUBLICO}/servicos/",
            "quantos": len(servicos),
            "quantos_se_pedem": len(se_pedem),
            "quantos_sem_prazo_do_orgao": sum(servico["prazo_provisorio"] for servico in se_pedem),
            "servicos": servicos,
        },
        json_dumps_params={"ensure_ascii": False},
    )


@dado_aberto(marca)
def em_csv(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  idem
    """Uma linha por serviço no ar."""
    return csv_inteiro(base_aberta.em_linhas(settings.ENDERECO_PUBLICO), "guia-de-servicos.csv")
