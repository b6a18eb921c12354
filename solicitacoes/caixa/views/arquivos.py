"""As fotos que esperam a confirmação de um ato; as do pedido: `solicitacoes/pedir/views/arquivos.py`."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from contas.guardas import usuario_da_sessao
from mesas.provas import servir_da_prova
from solicitacoes.guardas import equipe


@require_safe
def da_prova(request: HttpRequest, sigla: str, envio: UUID, pk: int) -> FileResponse:
    """A miniatura de uma foto que espera a confirmação: só a vê quem a mandou."""
    equipe(request, sigla)
    return servir_da_prova(envio=envio, pk=pk, dono=usuario_da_sessao(request))
