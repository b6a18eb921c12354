"""O que a Ouvidoria imprime: a resposta conclusiva e o ofício a um órgão, no mesmo papel A4.

Nenhuma folha diz quem se manifestou: abrir um dado pessoal é um POST registrado, e uma folha anda. A
exceção é o ofício de quem deixou que se diga quem é, e mesmo nele vai só o protocolo.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from contas.guardas import LER, de_trabalho
from ouvidoria.guardas import caso_da_ouvidoria
from ouvidoria.mesa.views.caso import enderecos
from ouvidoria.situacoes import Situacao


@de_trabalho(*LER)
def resposta(request: HttpRequest, protocolo: str) -> HttpResponse:
    """A resposta conclusiva, numa folha; 404 enquanto ela não foi dada."""
    caso, _ = caso_da_ouvidoria(request, protocolo)
    if caso.situacao != Situacao.CONCLUIDA:
        raise Http404("Esta manifestação ainda não tem resposta.")
    contexto = {"caso": caso, "endereco": enderecos(request, caso), "impressa_em": timezone.now()}
    return render(request, "ouvidoria/mesa/resposta_em_papel.html", contexto)


@de_trabalho(*LER)
def oficio(request: HttpRequest, protocolo: str, envio: int) -> HttpResponse:
    """O que se perguntou a um órgão, para mandar em papel a quem ainda não responde por aqui."""
    caso, _ = caso_da_ouvidoria(request, protocolo)
    qual = get_object_or_404(caso.encaminhamentos.select_related("orgao"), pk=envio)
    contexto = {"caso": caso, "envio": qual, "endereco": enderecos(request, caso)}
    return render(request, "ouvidoria/mesa/oficio.html", contexto | {"impressa_em": timezone.now()})
