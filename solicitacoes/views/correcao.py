"""O que a correção do endereço de um pedido mostra enquanto se escreve."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contas.autor import Autor
from solicitacoes import lugar
from solicitacoes.models import Solicitacao
from solicitacoes.views.trabalho import com_caso


@require_safe
@never_cache
@com_caso
def ruas(request: HttpRequest, _caso: Solicitacao, _por: Autor) -> HttpResponse:
    """Sugestões de rua para quem corrige um endereço."""
    sugestoes = lugar.sugestoes(request.GET)
    return render(request, "solicitacoes/pedido/local.html#sugestoes", {"sugestoes": sugestoes})
