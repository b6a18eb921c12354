"""Os arquivos que a Ouvidoria abre: os da manifestação e as fotos do pedido de serviço reclamado."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from documentos.imagens import servir
from ouvidoria.guardas import caso_da_ouvidoria


@require_safe
def anexo(request: HttpRequest, protocolo: str, pk: int, tamanho: str) -> FileResponse:
    """Um anexo da manifestação."""
    caso, _ = caso_da_ouvidoria(request, protocolo)
    return servir(get_object_or_404(caso.anexos, pk=pk), tamanho)


@require_safe
def foto(request: HttpRequest, protocolo: str, pk: int, tamanho: str) -> FileResponse:
    """Uma foto do pedido de serviço de que se reclama."""
    caso, _ = caso_da_ouvidoria(request, protocolo)
    if caso.solicitacao is None:
        raise Http404("Esta manifestação não fala de um pedido de serviço.")
    return servir(get_object_or_404(caso.solicitacao.anexos, pk=pk), tamanho)
