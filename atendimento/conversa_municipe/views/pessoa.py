"""Pedir alguém: o assunto, e por onde responder se a conversa cair ou se agora não há quem converse."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from assistente.paginas import com_formulario, enviado
from atendimento import acoes
from atendimento import conversa as leituras
from atendimento.conversa_municipe.forms import PedirForm
from atendimento.conversa_municipe.guardas import da_conversa, minha_conversa
from atendimento.conversa_municipe.views.tela import quem_ha, ver
from atendimento.models import Conversa
from atendimento.situacoes import SituacaoDaConversa
from contas.guardas import LER_E_MANDAR
from protocolo.erros import RecusaDeAcao, RecusaNoCampo

JA_PEDIU = {SituacaoDaConversa.NA_FILA, SituacaoDaConversa.COM_ATENDENTE, SituacaoDaConversa.ENCERRADA}
SEM_CONTATO = "Agora não há quem converse sobre isto. Escreva um e-mail ou um telefone: respondemos por lá."


@da_conversa(*LER_E_MANDAR)
def pedir(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """Entra na fila ou, sem ninguém agora, fica por responder. Quem já pediu volta à conversa."""
    esta = minha_conversa(request, codigo)
    if esta.situacao in JA_PEDIU:
        return ver(esta)
    form = PedirForm(enviado(request), initial={**PedirForm.conhecidos(esta), "assunto": esta.assunto_id})
    if form.is_valid() and _pedir(esta, form):
        return ver(esta)
    agora = timezone.now()
    contexto = quem_ha(agora)
    contexto |= {
        "conversa": esta,
        "sem_quem": leituras.assuntos_sem_quem(agora) if contexto["ha_quem"] else [],
        "responder_ate": esta.responder_ate or leituras.prazo_de_resposta(agora),
    }
    return com_formulario(request, "atendimento/conversa_municipe/pessoa.html", form, **contexto)


def _pedir(esta: Conversa, form: PedirForm) -> bool:
    dito = form.cleaned_data
    contato = {nome: dito[nome] for nome in ("nome", "email", "telefone")}
    try:
        if any(contato.values()):
            esta = acoes.deixar_contato(conversa=esta, **contato)
        acoes.pedir_alguem(conversa=esta, assunto=dito["assunto"])
    except RecusaNoCampo as recusa:
        form.add_error("email" if recusa.campo == "contato" else None, SEM_CONTATO)
        return False
    except RecusaDeAcao as recusa:
        form.add_error(None, str(recusa))
        return False
    return True
