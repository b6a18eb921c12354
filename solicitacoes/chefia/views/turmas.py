"""As turmas da unidade, que a chefia cria, muda e arquiva."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from assistente.paginas import com_formulario, enviado
from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from mesas.forms import aceito
from protocolo.erros import RecusaDeAcao
from solicitacoes import acoes
from solicitacoes.chefia import painel
from solicitacoes.chefia.forms.turmas import TurmaForm
from solicitacoes.guardas import chefia
from solicitacoes.models import Turma


@de_trabalho(*LER)
def lista(request: HttpRequest, sigla: str) -> HttpResponse:
    """As turmas, com quantos pedidos abertos tem cada uma; as arquivadas por último."""
    unidade, _ = chefia(request, sigla)
    abertos = painel.carga(unidade, "turma")
    turmas = sorted(unidade.turmas.order_by("nome"), key=lambda turma: turma.arquivada_em is not None)
    contexto = {
        "aba": "turmas",
        "unidade": unidade,
        "linhas": [(turma, abertos.get(turma.pk, 0)) for turma in turmas],
    }
    return render(request, "solicitacoes/chefia/turmas.html", contexto)


@de_trabalho(*LER_E_MANDAR)
def escrever(request: HttpRequest, sigla: str, turma: int | None = None) -> HttpResponse:
    """Criar uma turma, ou mudar o nome e de quem ela é."""
    unidade, por = chefia(request, sigla)
    achada = get_object_or_404(Turma, unidade=unidade, pk=turma) if turma else None
    form = TurmaForm(enviado(request), initial=model_to_dict(achada) if achada else {})
    guardar = partial(acoes.guardar_turma, unidade=unidade, por=por, turma=achada)
    if feita := aceito(form, lambda: guardar(**form.cleaned_data)):
        messages.success(request, f"Turma “{feita}” guardada.")
        return redirect("caixa:turmas", unidade.sigla)
    modelo = "solicitacoes/chefia/turma.html"
    return com_formulario(request, modelo, form, unidade=unidade, aba="turmas", turma=achada)


@require_POST
def usar(request: HttpRequest, sigla: str, turma: int) -> HttpResponse:
    """Arquiva, ou volta a usar (`usar=sim`)."""
    unidade, por = chefia(request, sigla)
    achada = get_object_or_404(Turma, unidade=unidade, pk=turma)
    volta = request.POST.get("usar") == "sim"
    try:
        feita = (acoes.desarquivar_turma if volta else acoes.arquivar_turma)(
            unidade=unidade, por=por, turma=achada
        )
    except RecusaDeAcao as recusa:
        messages.error(request, str(recusa))
    else:
        messages.success(request, f"A turma “{feita}” {'voltou a usar-se' if volta else 'está arquivada'}.")
    return redirect("caixa:turmas", unidade.sigla)
