"""O relógio de uma linha `ComPrazo`: partir, parar, retomar, prorrogar, recalcular. Só muda a memória."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from protocolo.prazos import em_palavras
from protocolo.prazos.atraso import venceu
from protocolo.prazos.contagem import Contagem, Prazo, Regra, calcular, parado_entre

if TYPE_CHECKING:
    from protocolo.calendario import Calendario
    from protocolo.models import ComPrazo


JA_PRORROGADO = "Este prazo já foi prorrogado, e só se prorroga uma vez."
PARADO = "O prazo está parado enquanto se espera o munícipe: não há o que prorrogar."
JA_VENCIDO = "O prazo já passou: depois dele não se prorroga."


def comeco_do_dia(dia: date) -> datetime:
    """A meia-noite em que o dia começa, no relógio da cidade."""
    return timezone.make_aware(datetime.combine(dia, time.min))


def ultimo_domingo(hoje: date) -> date:
    """O último dia de uma semana que já acabou."""
    return hoje - timedelta(days=hoje.weekday() + 1)


def partir(
    linha: ComPrazo,
    *,
    inicio: datetime,
    quantidade: int,
    contagem: str,
    base_legal: str,
    calendario: Calendario,
) -> None:
    """Copia o prazo para a linha e calcula o vencimento a partir de `inicio`."""
    linha.conta_desde = inicio
    linha.quantidade = quantidade
    linha.contagem = contagem
    linha.base_legal = base_legal
    linha.calculada_em = inicio
    linha.vence_em = _calcular(linha, calendario).vence_em or inicio


def parar(linha: ComPrazo, *, em: datetime) -> None:
    """O relógio para; o vencimento mostrado fica suspenso até `retomar`."""
    linha.parada_em = em


def retomar(linha: ComPrazo, *, em: datetime, calendario: Calendario) -> None:
    """Soma o tempo parado e recalcula: parar e retomar nunca encurtam um prazo."""
    if linha.parada_em is None:
        return
    linha.parado += parado_entre(linha.parada_em, em, Contagem(linha.contagem), calendario)
    linha.parada_em = None
    recalcular(linha, em=em, calendario=calendario)


def por_que_nao_prorroga(linha: ComPrazo, em: datetime) -> str:
    """A razão por que este prazo não se prorroga em `em`; vazio se se prorroga."""
    if linha.prorrogada_em:
        return JA_PRORROGADO
    if linha.parada_em:
        return PARADO
    return JA_VENCIDO if venceu(linha, em) else ""


def prorrogar(linha: ComPrazo, *, mais: int, em: datetime, calendario: Calendario) -> tuple[str, str]:
    """Soma `mais`, na unidade da contagem, ao prazo: a conta se refaz do mesmo começo. Uma vez só.

    Devolve o dia em que vencia e o novo, como se dizem no andamento e no aviso.
    """
    if linha.prorrogada_em is not None:
        raise ValueError("Um prazo se prorroga uma vez só.")
    antes = em_palavras.dia(linha.vence_em)
    linha.quantidade += mais
    linha.prorrogada_em = em
    recalcular(linha, em=em, calendario=calendario)
    return antes, em_palavras.dia(linha.vence_em)


def recalcular(linha: ComPrazo, *, em: datetime, calendario: Calendario) -> bool:
    """Refaz a conta com o calendário de agora; o prazo já dito nunca encurta. Diz se mudou."""
    novo = _calcular(linha, calendario).vence_em or linha.conta_desde
    linha.calculada_em = em
    if novo <= linha.vence_em:
        return False
    linha.vence_em = novo
    return True


def como(linha: ComPrazo, calendario: Calendario, *, evento: str = "Você pediu") -> tuple[str, ...]:
    """As frases de "como calculamos" este prazo; `evento` começa a primeira."""
    return _calcular(linha, calendario, evento).como


def _calcular(linha: ComPrazo, calendario: Calendario, evento: str = "Você pediu") -> Prazo:
    return calcular(
        linha.conta_desde,
        linha.quantidade,
        Contagem(linha.contagem),
        calendario,
        regra=Regra(settings.REGRA_DE_CONTAGEM),
        parado=linha.parado,
        evento=evento,
    )
