"""Para onde vai quem acabou de entrar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from solicitacoes.guardas import atendente, caixas_de, usuario_da_sessao

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def area(request: HttpRequest) -> HttpResponse:
    """Servidor vai à caixa, atendente ao balcão, administração ao admin; os outros veem o que falta."""
    usuario = usuario_da_sessao(request)
    if caixas_de(usuario):
        return redirect("caixa:inicio")
    if atendente(request):
        return redirect("solicitacoes:inicio")
    if usuario.is_staff:
        return redirect("admin:index")
    return render(request, "portal/sem_lotacao.html")
