"""O que se escreve num atendimento é da conversa, ou da ligação: passa a quem a continua."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assistente import escritos
from assistente.rascunhos import renovar
from atendimento.acoes.atender import comecar
from atendimento.consultas import pagina_do_atendimento
from atendimento.models import Atendimento, Conversa, RegraDaConversa
from atendimento.situacoes import Resultado
from contas.models import Usuario
from protocolo.erros import TransicaoProibida
from protocolo.models import Rascunho
from roteamento.models import Unidade
from solicitacoes.pedir.roteiro import ATENDIMENTO, CANAL, TIPO

JA_CONTINUA = "Esta ligação já não espera por ninguém: outra pessoa a continua, ou passou o tempo."


def pedidos_de(atendimento: Atendimento) -> QuerySet[Rascunho]:
    """Os pedidos deste atendimento, por registrar e registrados."""
    codigo = str(atendimento.codigo)
    deste = Rascunho.objects.filter(tipo=TIPO, dados__atendimento__atendimento=codigo)
    return deste.filter(dono=atendimento.atendente_id)


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


# --- a ligação que se transferiu ----------------------------------------------------------


def deixar_a_quem_continua(*, atendimento: Atendimento) -> None:
    """O pedido por registrar espera, pouco tempo, por quem recebe a ligação."""
    pedidos_de(atendimento).filter(protocolo="").update(expira_em=timezone.now() + _espera())


def com_pedido_por_registrar(onde: Unidade, em: datetime) -> list[Atendimento]:
    """As ligações transferidas há pouco neste lugar, com um pedido começado; as mais novas primeiro."""
    transferidas = Atendimento.objects.filter(
        resultado=Resultado.TRANSFERIDO, conversa=None, unidade=onde, terminado_em__gt=em - _espera()
    )
    ao_lado = transferidas.select_related("atendente", "servico__publicada")
    por_codigo = {str(um.codigo): um for um in ao_lado.order_by("-terminado_em")}
    if not por_codigo:
        return []
    abertos = Rascunho.objects.filter(
        tipo=TIPO,
        dados__atendimento__atendimento__in=list(por_codigo),
        dono__in=[um.atendente_id for um in por_codigo.values()],
        protocolo="",
        expira_em__gt=em,
    )
    com_pedido = {um.dados[ATENDIMENTO]["atendimento"] for um in abertos}
    return [um for codigo, um in por_codigo.items() if codigo in com_pedido]


@transaction.atomic
def continuar_ligacao(*, de: Atendimento, atendente: Usuario, unidade: Unidade) -> Atendimento:
    """Quem recebe a ligação transferida continua o pedido de quem a passou.

    Levanta TransicaoProibida se já não há o que continuar, ou se outra pessoa o continua.
    """
    Atendimento.objects.select_for_update(of=("self",), no_key=True).get(pk=de.pk)
    if de not in com_pedido_por_registrar(unidade, timezone.now()):
        raise TransicaoProibida(JA_CONTINUA)
    novo = comecar(atendente=atendente, unidade=unidade)
    levar_o_pedido(de=de, para=novo)
    return novo


def _espera() -> timedelta:
    return timedelta(minutes=RegraDaConversa.atual().minutos_para_registrar)
