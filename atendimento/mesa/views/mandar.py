"""Mandar à pessoa, na conversa, o pedido que se começou na mesa, para ela o terminar."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from atendimento import acoes
from atendimento.guardas import meu_atendimento
from atendimento.mesa.views.passos import NA_MESA, em_curso
from atendimento.mesa.views.tela import mostrar
from atendimento.novidades import chave
from contas.guardas import de_trabalho
from protocolo.erros import RecusaDeAcao

MANDADO = "O pedido começado foi na conversa, e a pessoa o termina. Registre-o aqui só se ela não conseguir."


@de_trabalho("POST")
def mandar(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """Guarda o que está na página, e a pessoa recebe uma cópia num endereço que só ela abre."""
    este, mesa = meu_atendimento(request, codigo)
    if este.conversa is None:
        raise Http404("Só se manda o pedido de uma conversa.")
    preenchimento = em_curso(request, NA_MESA.o_que_veio(este, request.POST.get("rascunho", "")), {})
    recusados, _ = NA_MESA.receber(request, preenchimento)
    if recusados:
        return mostrar(request, este, mesa, recusados=recusados)
    rascunho = preenchimento.rascunho
    rascunho.refresh_from_db()
    try:
        acoes.mandar_formulario(
            conversa=este.conversa,
            rascunho=rascunho,
            servico=preenchimento.servico,
            chave=chave(request.POST.get("chave_do_formulario", "")),
            por=mesa.usuario,
        )
    except RecusaDeAcao as recusa:
        messages.error(request, str(recusa))
    else:
        messages.success(request, MANDADO)
    endereco = reverse("central:atendimento", args=[este.codigo])
    return HttpResponseRedirect(f"{endereco}#conversa", status=303)
