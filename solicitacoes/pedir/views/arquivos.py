"""As fotos dos pedidos: um endereço só, do munícipe e das mesas, a quem pode ver o pedido."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from documentos.servir import servir
from solicitacoes.guardas import autores
from solicitacoes.models import Anexo, Solicitacao


@login_not_required
@require_safe
def anexo(request: HttpRequest, pk: int, tamanho: str) -> FileResponse:
    """A foto, `pequena` ou `grande`: 404 se não existe, 403 a quem não pode abrir o pedido dela.

    Vale a mesma regra do pedido: a parte (chave ou conta), quem o registrou e a unidade onde ele está.
    """
    foto = get_object_or_404(Anexo, pk=pk)
    do_pedido = Solicitacao.objects.filter(pk=foto.caso_id)
    if not any(do_pedido.visiveis_para(autor).exists() for autor in autores(request)):
        raise PermissionDenied("Esta foto é de um pedido que você não pode abrir.")
    return servir(foto, tamanho, guardar=True)
