"""Os arquivos de uma manifestação, na mesa da Ouvidoria: os anexos e as fotos do pedido de que se reclama."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from documentos.servir import servir
from ouvidoria.guardas import caso_da_ouvidoria


@require_safe
def anexo(request: HttpRequest, protocolo: str, pk: int, tamanho: str) -> FileResponse:
    """Um anexo da manifestação."""
    manifestacao, _ = caso_da_ouvidoria(request, protocolo)
    return servir(get_object_or_404(manifestacao.anexos, pk=pk), tamanho)


@require_safe
def foto(request: HttpRequest, protocolo: str, pk: int, tamanho: str) -> FileResponse:
    """Uma foto do pedido de serviço de que se reclama."""
    manifestacao, _ = caso_da_ouvidoria(request, protocolo)
    if manifestacao.solicitacao is None:
        raise Http404("Esta manifestação não fala de um pedido de serviço.")
    return servir(get_object_or_404(manifestacao.solicitacao.anexos, pk=pk), tamanho)
