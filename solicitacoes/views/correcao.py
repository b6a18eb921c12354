"""O que a correção do endereço de um pedido mostra enquanto se escreve."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from contas.autor import Autor
from contas.guardas import LER, de_trabalho
from solicitacoes import lugar
from solicitacoes.models import Solicitacao
from solicitacoes.views.trabalho import com_caso


@de_trabalho(*LER)
@com_caso
def ruas(request: HttpRequest, _caso: Solicitacao, _por: Autor) -> HttpResponse:
    """Sugestões de rua para quem corrige um endereço."""
    sugestoes = lugar.sugestoes(request.GET)
    return render(request, "solicitacoes/pedido/local.html#sugestoes", {"sugestoes": sugestoes})
