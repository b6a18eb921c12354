"""Servir um arquivo de um caso, foto ou PDF. Quem pode vê-lo, decide a guarda; aqui só se entrega."""

from __future__ import annotations

from pathlib import PurePath

from django.http import FileResponse, Http404

from protocolo.models.casos import ComArquivo

IMAGENS = {".jpg", ".jpeg"}
TAMANHOS = {"pequena": "miniatura", "grande": "arquivo"}
UMA_HORA = 3600


def servir(anexo: ComArquivo, tamanho: str, *, guardar: bool = False) -> FileResponse:
    """O arquivo, `pequena` ou `grande`: a imagem se vê, e qualquer outro só se baixa; 404 se não há.

    Com `guardar`, o navegador o guarda por uma hora; sem isso, nada: o computador pode ser de todos.
    """
    if tamanho not in TAMANHOS:
        raise Http404("Este arquivo não tem este tamanho.")
    campo = getattr(anexo, TAMANHOS[tamanho]) or anexo.arquivo
    imagem = PurePath(campo.name or "").suffix.lower() in IMAGENS
    nome = f"foto-{anexo.pk}.jpg" if imagem else anexo.nome
    try:
        resposta = FileResponse(campo.open("rb"), as_attachment=not imagem, filename=nome)
    except FileNotFoundError as falta:
        raise Http404("O arquivo não foi encontrado.") from falta
    if guardar:
        resposta["Cache-Control"] = f"private, max-age={UMA_HORA}"
    resposta["X-Content-Type-Options"] = "nosniff"
    return resposta
