"""O pedido que quem atende começou e mandou na conversa: abre-se no navegador da pessoa, que o termina."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from assistente.guardas import JaNaoExiste, lembrar_rascunho
from atendimento import acoes
from atendimento.conversa_municipe.guardas import da_conversa, minha_conversa
from contas.guardas import LER
from solicitacoes.pedir.preenchimento import no_endereco
from solicitacoes.pedir.roteiro import DETALHES


@da_conversa(*LER)
def formulario(request: HttpRequest, codigo: UUID, assinado: str) -> HttpResponse:
    """Só a quem é da conversa, por um dia; daí em diante é um pedido começado aqui, ou na conta."""
    rascunho = acoes.formulario_mandado(minha_conversa(request, codigo), assinado)
    if rascunho is None:
        raise JaNaoExiste
    resposta = redirect(f"solicitacoes:{DETALHES}", no_endereco(rascunho), rascunho.pk)
    if rascunho.dono_id is None:
        lembrar_rascunho(request, resposta, rascunho)
    return resposta
