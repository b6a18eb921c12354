"""O prazo dito a quem abriu um caso, quando passa e quando o calendário o muda: grava e avisa.

A ação de cada processo trava o caso antes e dá o aviso que manda.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from avisos.models import Aviso
from contas.autor import Autor
from protocolo.acoes import registrar
from protocolo.calendario import Calendario, carregar_calendario
from protocolo.models import Andamento, CasoComPrazo
from protocolo.prazos import promessa, relogio
from protocolo.prazos.atraso import venceu
from protocolo.prazos.em_palavras import contados, dias_passados

VENCIMENTO, RECALCULO = "vencimento", "recalculo"
"""Os tipos de andamento do prazo que passou e do que se refez, iguais em todo processo."""
MUDOU = "O calendário da cidade mudou: o prazo passou de {} para {}."
MUDOU_SEM_PRAZO = "O calendário da cidade mudou: o dia em que já se pode reclamar passou de {} para {}."


def avisar[C: CasoComPrazo](
    caso: C, *, por: Autor, avisos: Callable[[str], list[Aviso]], unidade: str = ""
) -> C:
    """No dia seguinte ao prazo que corria, uma vez só. `avisos` recebe o atraso, em palavras."""
    agora = timezone.now()
    hoje = relogio.comeco_do_dia(timezone.localdate(agora))
    if not caso.contando or caso.vencimento_avisado_em or not venceu(caso, hoje):
        return caso
    caso.vencimento_avisado_em = agora
    return registrar(
        caso,
        tipo=VENCIMENTO,
        por=por,
        alcance=Andamento.Alcance.PUBLICO,
        unidade=unidade,
        avisos=avisos(contados(dias_passados(caso.vence_em, agora))),
    )


def recalcular(
    caso: CasoComPrazo,
    *,
    por: Autor,
    em: datetime,
    calendario: Calendario | None = None,
    avisos: Callable[[str], list[Aviso]] = lambda _: [],
) -> bool:
    """Refaz e grava a conta do prazo; o já dito nunca encurta. `avisos` recebe o de antes. Diz se mudou."""
    antes = promessa.dia_dito(caso)
    if not relogio.recalcular(caso, em=em, calendario=calendario or carregar_calendario()):
        type(caso)._default_manager.filter(pk=caso.pk).update(calculada_em=em)
        return False
    registrar(
        caso,
        tipo=RECALCULO,
        por=por,
        alcance=Andamento.Alcance.PUBLICO,
        texto=(MUDOU if caso.prometido else MUDOU_SEM_PRAZO).format(antes, promessa.dia_dito(caso)),
        mudancas={"prazo": [antes, promessa.dia_dito(caso)]},
        avisos=avisos(antes),
    )
    return True
