"""As fotos que só a equipe vê: a que espera um ato e a que deixou de ser prova; as do pedido, em `pedir`."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from contas.guardas import usuario_da_sessao
from documentos.servir import servir
from mesas.provas import servir_da_prova
from solicitacoes.guardas import equipe
from solicitacoes.models import FotoTirada


@require_safe
def da_prova(request: HttpRequest, sigla: str, envio: UUID, pk: int) -> FileResponse:
    """A miniatura de uma foto que espera a confirmação: só a vê quem a mandou."""
    equipe(request, sigla)
    return servir_da_prova(envio=envio, pk=pk, dono=usuario_da_sessao(request))


@require_safe
def tirada(request: HttpRequest, sigla: str, protocolo: str, pk: int) -> FileResponse:
    """A foto que deixou de ser prova: só a equipe do pedido a vê, e o navegador não a guarda."""
    unidade, _ = equipe(request, sigla)
    foto = get_object_or_404(FotoTirada, pk=pk, caso__protocolo=protocolo, caso__unidade=unidade)
    return servir(foto, request.GET.get("tamanho", "grande"))
