"""O protocolo por e-mail ou SMS, a pedido da pessoa que se atende."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters

from assistente.paginas import com_formulario, enviado
from atendimento import acoes
from atendimento.guardas import meu_atendimento
from atendimento.mesa.views.tela import comum
from atendimento.pracas.forms import MandarForm
from atendimento.pracas.guardas import caso_do_atendimento
from contas.guardas import LER_E_MANDAR, de_trabalho
from protocolo import numero
from referencia.limite_de_tentativas import dentro_do_limite
from solicitacoes.guardas import HORA

POR_HORA = 60
"""Quantos protocolos um atendente manda por hora."""
FOI = "O protocolo vai agora. A chave de acesso não vai nesta mensagem."
SEM_POR_ONDE = "Aqui só chega e-mail, ou SMS a celular onde a cidade o manda. Escreva outro contato."
ESPERE = "Foram muitas mensagens seguidas. Espere uma hora, ou dite o protocolo."


@de_trabalho(*LER_E_MANDAR)
@sensitive_post_parameters()
def mandar(request: HttpRequest, codigo: UUID, protocolo: str) -> HttpResponse:
    """Ao contato guardado no caso, ou a outro, que não se guarda."""
    este, mesa = meu_atendimento(request, codigo)
    caso, reservado = caso_do_atendimento(este, numero.normalizar(protocolo))
    form = MandarForm(enviado(request), guardado=caso.interessado)
    if form.is_valid():
        quem, contato = str(mesa.usuario.pk), form.cleaned_data["contato"]
        if not dentro_do_limite("mandar_protocolo", quem, vezes=POR_HORA, segundos=HORA):
            form.add_error(None, ESPERE)
        elif acoes.mandar_protocolo(atendimento=este, caso=caso, contato=contato, reservado=reservado):
            messages.success(request, FOI)
            return redirect("central:atendimento", codigo)
        else:
            form.add_error("contato", SEM_POR_ONDE)
    contexto = {**comum(mesa), "atendimento": este, "caso": caso}
    return com_formulario(request, "atendimento/pracas/mandar.html", form, **contexto)
