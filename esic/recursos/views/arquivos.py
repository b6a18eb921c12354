"""Os arquivos de um pedido em recurso: só a quem pode abri-lo, e nunca guardados no navegador."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404

from contas.guardas import LER, de_trabalho
from documentos.servir import servir
from esic.guardas import pedido_em_recurso


@de_trabalho(*LER)
def anexo(request: HttpRequest, protocolo: str, pk: int, tamanho: str) -> FileResponse:
    """Um arquivo do pedido ou do recurso: 403 a quem não julga, 404 se o arquivo não é dele."""
    caso, _ = pedido_em_recurso(request, protocolo)
    return servir(get_object_or_404(caso.anexos, pk=pk), tamanho)
