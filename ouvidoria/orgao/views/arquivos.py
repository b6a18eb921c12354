"""Os anexos de um encaminhamento: o que a Ouvidoria mandou e o que o órgão responde. De mais nada."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404

from contas.autor import Autor
from contas.guardas import LER, de_trabalho
from documentos import recebidos
from documentos.servir import servir
from mesas.provas import receber_do_formulario, servir_da_prova
from ouvidoria.guardas import envio_recebido
from ouvidoria.models import Anexo, Encaminhamento


def assunto(envio: Encaminhamento) -> str:
    """De que são os arquivos que esperam a confirmação."""
    return f"encaminhamento-{envio.pk}"


def receber_anexos(request: HttpRequest, form: Any, envio: Encaminhamento, por: Autor) -> None:
    """O ponto único por onde entram os arquivos da resposta: fotos e PDF."""
    receber_do_formulario(request, form, assunto(envio), por, recebidos.guardar_arquivo)


@de_trabalho(*LER)
def anexo(request: HttpRequest, chave: int, pk: int, tamanho: str) -> FileResponse:
    """Um arquivo deste encaminhamento: 403 a quem não o recebeu, 404 se o arquivo não é dele."""
    envio, _ = envio_recebido(request, chave)
    dele = Anexo.objects.filter(Q(pk__in=envio.anexos.values("pk")) | Q(encaminhamento=envio))
    return servir(get_object_or_404(dele, pk=pk), tamanho)


@de_trabalho(*LER)
def foto(request: HttpRequest, chave: int, envio: UUID, pk: int) -> FileResponse:
    """A miniatura de uma foto que espera a confirmação: só a vê quem a mandou."""
    recebido, por = envio_recebido(request, chave)
    return servir_da_prova(envio=envio, pk=pk, dono=por.usuario, assunto=assunto(recebido))
