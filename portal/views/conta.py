"""Para onde vai quem acabou de entrar, e o que a conta tem."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from contas.guardas import LER, de_trabalho, usuario_da_sessao
from contas.models import Usuario
from ouvidoria.guardas import mesa_de
from portal import consultas
from solicitacoes.guardas import atendente, caixas_de


@de_trabalho(*LER)
def area(request: HttpRequest) -> HttpResponse:
    """Quem trabalha vai ao trabalho; os outros veem o que é seu. `?minhas=sim` mostra o seu a qualquer um."""
    usuario = usuario_da_sessao(request)
    if request.GET.get("minhas"):
        trabalho = ""
    else:
        trabalho = _trabalho(request, usuario) if usuario.papeis_valem else "segundo_fator_exigido"
    if trabalho:
        return redirect(trabalho)
    return render(request, "portal/area.html", {"casos": consultas.casos_de(usuario)})


def _trabalho(request: HttpRequest, usuario: Usuario) -> str:
    """A página em que a pessoa trabalha; vazio se não tem lotação nem designação."""
    if caixas_de(usuario):
        return "caixa:inicio"
    if atendente(request):
        return "solicitacoes:inicio"
    return mesa_de(usuario) or ("admin:index" if usuario.is_staff else "")
