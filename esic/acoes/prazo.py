"""O que o tempo causa: prazo vencido e prazo recalculado."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from esic.models import Andamento, Pedido
from esic.notificacao import avisar, dia
from esic.situacoes import Tipo
from protocolo import relogio
from protocolo.acoes import registrar, travar
from protocolo.calendario import carregar_calendario

if TYPE_CHECKING:
    from datetime import datetime

    from contas.autor import Autor
    from protocolo.calendario import Calendario

Alcance = Andamento.Alcance


@transaction.atomic
def avisar_vencimento(*, caso: Pedido, por: Autor) -> Pedido:
    """No dia seguinte ao prazo sem resposta: diz à pessoa o que ela já pode fazer. Uma vez só."""
    caso = travar(caso)
    agora = timezone.now()
    dias = (timezone.localdate(agora) - timezone.localdate(caso.vence_em)).days
    if caso.respondido_em or not caso.aberta or caso.vencimento_avisado_em or dias < 1:
        return caso
    caso.vencimento_avisado_em = agora
    return registrar(
        caso,
        tipo=Tipo.VENCIMENTO,
        por=por,
        alcance=Alcance.PUBLICO,
        unidade=caso.orgao.sigla,
        avisos=avisar(caso, "esic_vencido", atraso="1 dia" if dias == 1 else f"{dias} dias"),
    )


@transaction.atomic
def recalcular_prazo(
    *, caso: Pedido, por: Autor, calendario: Calendario | None = None, em: datetime | None = None
) -> bool:
    """Refaz a conta da resposta e dos recursos por decidir. Prazo já dito nunca encurta. Diz se mudou."""
    caso = travar(caso)
    em, calendario = em or timezone.now(), calendario or carregar_calendario()
    for recurso in caso.recursos.filter(decidido_em=None):
        relogio.recalcular(recurso, em=em, calendario=calendario)
        recurso.save()
    antes = dia(caso.vence_em)
    if caso.respondido_em or not relogio.recalcular(caso, em=em, calendario=calendario):
        Pedido.objects.filter(pk=caso.pk).update(calculada_em=em)
        return False
    registrar(
        caso,
        tipo=Tipo.RECALCULO,
        por=por,
        alcance=Alcance.PUBLICO,
        texto=f"O calendário da cidade mudou: o prazo passou de {antes} para {dia(caso.vence_em)}.",
        mudancas={"prazo": [antes, dia(caso.vence_em)]},
        avisos=avisar(caso, "esic_recalculado", antes=antes),
    )
    return True
