"""Para onde vai quem acabou de entrar, e o que a conta tem."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from contas.guardas import LER, de_trabalho, usuario_da_sessao
from portal import consultas
from portal.guardas import trabalho_de


@de_trabalho(*LER)
def area(request: HttpRequest) -> HttpResponse:
    """Quem trabalha vai ao trabalho; os outros veem o que é seu. `?minhas=sim` mostra o seu a qualquer um."""
    usuario = usuario_da_sessao(request)
    if request.GET.get("minhas"):
        trabalho = ""
    else:
        trabalho = trabalho_de(request, usuario) if usuario.papeis_valem else "segundo_fator_exigido"
    if trabalho:
        return redirect(trabalho)
    return render(request, "portal/area.html", {"casos": consultas.casos_de(usuario)})
