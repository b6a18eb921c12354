"""Os turnos de quem atende: a chefia da unidade os põe e tira, e a supervisão os lê."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assistente.paginas import com_formulario, enviado
from atendimento import acoes
from atendimento.acoes.chefia import TurnoInvalido
from atendimento.guardas import SO_QUEM_SUPERVISIONA, quem_supervisiona
from atendimento.models import Turno
from atendimento.pracas.forms import TurnoForm
from contas.guardas import LER, LER_E_MANDAR, de_trabalho, usuario_da_sessao
from mesas.forms import aceito
from roteamento.consultas import chefia_da_unidade, com_as_anteriores
from roteamento.models import Unidade


@de_trabalho(*LER)
def unidades(request: HttpRequest) -> HttpResponse:
    """De que unidade; a quem só tem uma, já a dela."""
    todas = sorted(quem_supervisiona(request), key=lambda unidade: unidade.nome)
    if len(todas) == 1:
        return redirect("central:pracas_turnos_de", todas[0].sigla)
    return render(request, "atendimento/pracas/unidades.html", {"aba": "turnos", "unidades": todas})


@de_trabalho(*LER_E_MANDAR)
def turnos(request: HttpRequest, sigla: str) -> HttpResponse:
    """Os turnos de uma unidade, e o formulário, a quem é chefia dela."""
    onde, quem = _supervisionada(request, sigla), usuario_da_sessao(request)
    form = TurnoForm(enviado(request), unidade=onde)
    if posto := aceito(form, lambda: acoes.por_turno(unidade=onde, por=quem, **form.cleaned_data)):
        messages.success(request, f"O turno de {posto.usuario.nome} é {posto}.")
        return redirect("central:pracas_turnos_de", onde.sigla)
    lugares = com_as_anteriores([onde.pk], timezone.localdate())
    linhas = Turno.objects.em_uso().filter(unidade__in=lugares).select_related("usuario")
    agora = timezone.now()
    contexto: dict[str, Any] = {
        "aba": "turnos",
        "onde": onde,
        "muda": chefia_da_unidade(quem, onde, timezone.localdate()),
        "linhas": [(um, um.vale_em(agora)) for um in linhas.order_by("usuario__nome", "de", "pk")],
    }
    return com_formulario(request, "atendimento/pracas/turnos.html", form, **contexto)


@de_trabalho("POST")
def tirar(request: HttpRequest, sigla: str, turno: int) -> HttpResponse:
    """O turno deixa de valer."""
    onde = _supervisionada(request, sigla)
    lugares = com_as_anteriores([onde.pk], timezone.localdate())
    turnos_daqui = Turno.objects.filter(unidade__in=lugares).select_related("usuario", "unidade")
    achado = get_object_or_404(turnos_daqui, pk=turno)
    try:
        acoes.tirar_turno(turno=achado, por=usuario_da_sessao(request))
    except TurnoInvalido as recusa:
        messages.error(request, str(recusa))
    else:
        messages.success(request, f"O turno de {achado.usuario.nome} ({achado}) foi tirado.")
    return redirect("central:pracas_turnos_de", onde.sigla)


def _supervisionada(request: HttpRequest, sigla: str) -> Unidade:
    """Uma unidade de atendimento que a pessoa supervisiona: 404 se não existe, 403 se não é sua."""
    suas = quem_supervisiona(request)
    onde = get_object_or_404(Unidade.objects.que_atendem_o_publico(), sigla=sigla)
    if onde not in suas:
        raise PermissionDenied(SO_QUEM_SUPERVISIONA)
    return onde
