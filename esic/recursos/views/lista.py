"""A lista de quem decide recursos e reclamações."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from contas.guardas import LER, de_trabalho
from contas.papeis import Papel
from esic.comissao.reunioes import parado_desde
from esic.guardas import quem_julga
from esic.recursos.lista import Recursos, lista_de, numeros, orgaos, sem_autoridade


@de_trabalho(*LER)
def lista(request: HttpRequest) -> HttpResponse:
    """O que espera a decisão desta pessoa, por dias que faltam."""
    quem, agora = quem_julga(request), timezone.now()
    ouvidoria = any(por.papel == Papel.OUVIDORIA for por in quem)
    lida = (lista_de(request.GET) if ouvidoria else Recursos).ler(request.GET)
    sem_ninguem = sem_autoridade(timezone.localdate(agora)) if ouvidoria else []
    contexto = {
        "aba": "recursos",
        **lida.pagina(lida.aplicar(quem, agora, sem_ninguem), request.GET),
        "contadores": numeros(quem, agora),
        "formulario": lida.formulario(orgaos(quem)),
        "sem_ninguem": sem_ninguem,
        "parado_desde": parado_desde(agora),
        "agora": agora,
    }
    return render(request, "esic/recursos/lista.html", contexto)
