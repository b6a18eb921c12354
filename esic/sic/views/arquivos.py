"""Os arquivos de um pedido, na mesa do SIC: só a quem pode abri-lo, e nunca guardados no navegador."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404

from contas.guardas import LER, de_trabalho
from documentos.servir import servir
from esic.guardas import pedido_da_mesa
from mesas.provas import servir_da_prova


@de_trabalho(*LER)
def anexo(request: HttpRequest, protocolo: str, pk: int, tamanho: str) -> FileResponse:
    """Um arquivo do pedido ou da resposta: 403 a quem não pode abri-lo, 404 se o arquivo não é dele."""
    caso, _ = pedido_da_mesa(request, protocolo)
    return servir(get_object_or_404(caso.anexos, pk=pk), tamanho)


@de_trabalho(*LER)
def a_enviar(request: HttpRequest, protocolo: str, envio: UUID, pk: int) -> FileResponse:
    """A miniatura de um arquivo que espera a confirmação: só a vê quem o mandou."""
    caso, por = pedido_da_mesa(request, protocolo)
    return servir_da_prova(envio=envio, pk=pk, dono=por.usuario, assunto=caso.protocolo)
