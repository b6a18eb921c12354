"""Os arquivos que a Ouvidoria abre: os da manifestação e as fotos do pedido de serviço reclamado."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from ouvidoria.guardas import caso_da_ouvidoria
from solicitacoes.views.arquivos import TAMANHOS, imagem

if TYPE_CHECKING:
    from django.http import HttpRequest

IMAGENS = {".jpg", ".jpeg"}


@require_safe
def anexo(request: HttpRequest, protocolo: str, pk: int, tamanho: str) -> FileResponse:
    """Um anexo da manifestação: a imagem se vê; qualquer outro arquivo só se baixa."""
    caso, _ = caso_da_ouvidoria(request, protocolo)
    este = get_object_or_404(caso.anexos, pk=pk)
    arquivo = _do_tamanho(este, tamanho)
    if PurePath(arquivo.name).suffix.lower() in IMAGENS:
        return imagem(arquivo, f"anexo-{pk}.jpg")
    try:
        resposta = FileResponse(arquivo.open("rb"), as_attachment=True, filename=este.nome)
    except FileNotFoundError as falta:
        raise Http404("O arquivo não foi encontrado.") from falta
    resposta["X-Content-Type-Options"] = "nosniff"
    return resposta


@require_safe
def foto(request: HttpRequest, protocolo: str, pk: int, tamanho: str) -> FileResponse:
    """Uma foto do pedido de serviço de que se reclama."""
    caso, _ = caso_da_ouvidoria(request, protocolo)
    if caso.solicitacao is None:
        raise Http404("Esta manifestação não fala de um pedido de serviço.")
    return imagem(_do_tamanho(get_object_or_404(caso.solicitacao.anexos, pk=pk), tamanho), f"foto-{pk}.jpg")


def _do_tamanho(qual: Any, tamanho: str) -> Any:
    if tamanho not in TAMANHOS:
        raise Http404("Este arquivo não tem este tamanho.")
    return getattr(qual, TAMANHOS[tamanho]) or qual.arquivo
