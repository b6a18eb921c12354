"""O que o tempo causa: prazo vencido e prazo recalculado."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from protocolo import complemento, relogio
from protocolo.acoes import registrar, travar
from protocolo.calendario import carregar_calendario
from protocolo.prazo_em_palavras import contados, dia, dias_passados
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.notificacao import avisar
from solicitacoes.situacoes import Tipo

if TYPE_CHECKING:
    from datetime import datetime

    from contas.autor import Autor
    from protocolo.calendario import Calendario

Alcance = Andamento.Alcance


@transaction.atomic
def avisar_vencimento(*, caso: Solicitacao, por: Autor) -> Solicitacao:
    """No dia seguinte ao prazo: diz ao munícipe quanto atrasou e o caminho da Ouvidoria. Uma vez só."""
    caso = travar(caso)
    agora = timezone.now()
    dias = dias_passados(caso.vence_em, agora)
    if not caso.aberta or caso.vencimento_avisado_em or caso.parada_em or dias < 1:
        return caso
    caso.vencimento_avisado_em = agora
    return registrar(
        caso,
        tipo=Tipo.VENCIMENTO,
        por=por,
        alcance=Alcance.PUBLICO,
        unidade=caso.unidade.sigla,
        avisos=avisar(caso, "prazo_vencido", atraso=contados(dias)),
    )


@transaction.atomic
def recalcular_prazo(
    *, caso: Solicitacao, por: Autor, calendario: Calendario | None = None, em: datetime | None = None
) -> bool:
    """Refaz a conta com o calendário de agora. Prazo já dito nunca encurta. Diz se mudou.

    `em` é o momento em que o calendário foi lido: o que mudar nele depois pede outra conta.
    O relógio parado fica para a retomada, que refaz a conta: enquanto isso é o tempo da resposta do munícipe
    que se refaz.
    """
    caso = travar(caso)
    em = em or timezone.now()
    antes = caso.vence_em
    if not caso.aberta:
        return False
    if caso.parada_em:
        return complemento.recalcular(caso, por=por, em=em)
    if not relogio.recalcular(caso, em=em, calendario=calendario or carregar_calendario()):
        Solicitacao.objects.filter(pk=caso.pk).update(calculada_em=em)
        return False
    registrar(
        caso,
        tipo=Tipo.RECALCULO,
        por=por,
        alcance=Alcance.PUBLICO,
        texto=f"O calendário da cidade mudou: o prazo passou de {dia(antes)} para {dia(caso.vence_em)}.",
        mudancas={"vence_em": [dia(antes), dia(caso.vence_em)]},
    )
    return True
