"""Os bloqueios das conversas: vê-los, levantá-los com o motivo, e bloquear quem está numa conversa."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assistente.paginas import com_formulario, enviado
from atendimento import acoes
from atendimento.conversa_atendente.forms import BloquearForm
from atendimento.guardas import quem_supervisiona
from atendimento.models import Bloqueio
from atendimento.supervisao.forms import LevantarForm
from atendimento.supervisao.numeros_das_conversas import que_se_veem
from atendimento.supervisao.views.conversas import a_que_se_ve
from atendimento.supervisao.views.supervisao import lugares_de
from contas.guardas import LER, LER_E_MANDAR, de_trabalho, usuario_da_sessao
from mesas.forms import aceito

MOSTRADOS = 50
LEVANTADO = "Bloqueio levantado: a pessoa já pode conversar."
BLOQUEADA = "A pessoa está bloqueada, e a conversa acabou."


@de_trabalho(*LER)
def lista(request: HttpRequest) -> HttpResponse:
    """Os bloqueios que valem, o que acaba primeiro à frente, e os últimos que já não valem."""
    todos, valem = _que_se_veem(request), Bloqueio.objects.em_vigor(timezone.now())
    contexto = {
        "valem": todos.filter(pk__in=valem).order_by("ate", "pk"),
        "passados": todos.exclude(pk__in=valem).order_by("-em", "-pk")[:MOSTRADOS],
    }
    return render(request, "atendimento/supervisao/bloqueios.html", {"aba": "bloqueios"} | contexto)


@de_trabalho(*LER_E_MANDAR)
def levantar(request: HttpRequest, pk: int) -> HttpResponse:
    """Acaba antes do tempo, com o motivo."""
    este = get_object_or_404(_que_se_veem(request), pk=pk)
    form, quem = LevantarForm(enviado(request)), usuario_da_sessao(request)
    if aceito(form, lambda: acoes.levantar_bloqueio(bloqueio=este, por=quem, **form.cleaned_data)):
        messages.success(request, LEVANTADO)
        return redirect("central:supervisao_bloqueios")
    return com_formulario(
        request, "atendimento/supervisao/levantar.html", form, bloqueio=este, aba="bloqueios"
    )


@de_trabalho(*LER_E_MANDAR)
def bloquear(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """De quem está, ou esteve há pouco, nesta conversa não se aceitam outras por um tempo."""
    esta, quem = a_que_se_ve(request, codigo), usuario_da_sessao(request)
    form = BloquearForm(enviado(request))
    if aceito(form, lambda: acoes.bloquear(conversa=esta, por=quem, supervisiona=True, **form.dito)):
        messages.success(request, BLOQUEADA)
        return redirect("central:supervisao_bloqueios")
    return com_formulario(
        request, "atendimento/supervisao/bloquear.html", form, conversa=esta, aba="bloqueios"
    )


def _que_se_veem(request: HttpRequest) -> QuerySet[Bloqueio]:
    """Todos, a quem supervisiona a Central; à chefia de uma Praça, os das conversas que ela atendeu."""
    lugares = lugares_de(quem_supervisiona(request))
    todos = Bloqueio.objects.select_related("por", "levantado_por", "conversa")
    return todos if lugares is None else todos.filter(conversa__in=que_se_veem(lugares))
