"""A mesa do órgão e de quem apura: o que a Ouvidoria lhe perguntou."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from contas.guardas import LER, de_trabalho
from mesas.lista import contadores
from ouvidoria.guardas import quem_recebe
from ouvidoria.orgao import lista as recebidos


@de_trabalho(*LER)
def lista(request: HttpRequest) -> HttpResponse:
    """Os encaminhamentos por responder, o de prazo mais perto primeiro; os encerrados, numa segunda vista."""
    autores, agora = quem_recebe(request), timezone.now()
    lida, meus = recebidos.Recebidos.ler(request.GET), recebidos.de(autores)
    opcoes = recebidos.orgaos(autores)
    contexto = {
        **lida.pagina(lida.escolher(meus, agora), request.GET),
        "contadores": contadores(
            recebidos.CONTADORES, recebidos.Recebidos.ler, lambda lida: lida.escolher(meus, agora)
        ),
        "formulario": lida.formulario(opcoes),
        "de_varios": bool(opcoes),
        "estados": recebidos.ESTADOS,
        "agora": agora,
    }
    return render(request, "ouvidoria/orgao/lista.html", contexto)
