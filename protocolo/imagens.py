"""Servir a foto de um caso. Quem pode vê-la, a guarda de cada view decide; aqui só se entrega o arquivo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404

if TYPE_CHECKING:
    from protocolo.models import Anexo, ArquivoDeRascunho

TAMANHOS = {"pequena": "miniatura", "grande": "arquivo"}
UMA_HORA = 3600


def servir(foto: Anexo | ArquivoDeRascunho, tamanho: str, *, guardar: bool = True) -> FileResponse:
    """A foto, `pequena` ou `grande`; 404 em outro tamanho ou se o arquivo sumiu.

    O navegador a guarda por uma hora; com `guardar=False`, nem isso: o computador pode ser de todos.
    """
    if tamanho not in TAMANHOS:
        raise Http404("Esta foto não tem este tamanho.")
    campo = getattr(foto, TAMANHOS[tamanho]) or foto.arquivo
    try:
        resposta = FileResponse(campo.open("rb"), content_type="image/jpeg", filename=f"foto-{foto.pk}.jpg")
    except FileNotFoundError as falta:
        raise Http404("O arquivo desta foto não foi encontrado.") from falta
    resposta["Cache-Control"] = f"private, max-age={UMA_HORA}" if guardar else "private, no-store"
    resposta["X-Content-Type-Options"] = "nosniff"
    return resposta
