"""O que se escreve num atendimento é da conversa, ou da ligação: passa a quem a continua."""

from __future__ import annotations

from typing import Any

from assistente import escritos
from assistente.rascunhos import renovar
from atendimento.consultas import pagina_do_atendimento, pedidos_de
from atendimento.models import Atendimento, Conversa
from solicitacoes.pedir.roteiro import ATENDIMENTO, CANAL


def onde_se_pede(atendimento: Atendimento, unidade: int) -> dict[str, Any]:
    """O que o rascunho de um pedido guarda do atendimento em que se escreve: qual, onde e por que canal."""
    return {"unidade": unidade, "atendimento": str(atendimento.codigo), CANAL: atendimento.canal}


def levar_o_pedido(*, de: Atendimento, para: Atendimento) -> None:
    """Os pedidos de um, com as fotos, e o que se escrevia na página dele passam ao outro.

    Quem a pessoa é não passa: quem continua reconhece-a de novo. Nem o que se começou na Ouvidoria ou no
    e-SIC, que pode ser denúncia.
    """
    onde = onde_se_pede(para, para.unidade_id)
    for rascunho in pedidos_de(de).select_for_update(of=("self",), no_key=True):
        rascunho.dono_id, rascunho.dados = para.atendente_id, {**rascunho.dados, ATENDIMENTO: onde}
        rascunho.save(update_fields=["dono"])
        renovar(rascunho)
    escritos.passar(
        (de.atendente_id, pagina_do_atendimento(de.codigo)),
        (para.atendente_id, pagina_do_atendimento(para.codigo)),
    )


def levar_da_conversa(*, conversa: Conversa, para: Atendimento) -> None:
    """O que escrevia quem a atendeu por último vai com a conversa."""
    outros = Atendimento.objects.filter(conversa=conversa).exclude(pk=para.pk)
    if ultimo := outros.order_by("-pk").first():
        levar_o_pedido(de=ultimo, para=para)
