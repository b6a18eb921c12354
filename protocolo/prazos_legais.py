"""Relógios cujo prazo vem da tabela de prazos legais: o valor e a base são copiados para a linha."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from protocolo.calendario import Calendario, carregar_calendario
from protocolo.models import ComPrazo, DiaNaoUtil, PrazoLegal, PrazoLegalQuerySet
from protocolo.prazos import contagem, relogio


def prazo_legal(chave: str, *, em: datetime) -> PrazoLegal:
    """O prazo que vale no dia. Levanta `PrazoLegal.DoesNotExist` se a tabela não o tem."""
    vigentes = PrazoLegal.objects.vigentes(timezone.localdate(em)).order_by("-vigente_de")
    prazo = vigentes.filter(chave=chave).first()
    if prazo is None:
        raise PrazoLegal.DoesNotExist(f"Não há prazo {chave} em vigor.")
    return prazo


def partir(linha: ComPrazo, chave: str, *, inicio: datetime) -> None:
    """O relógio parte com o prazo que vale em `inicio`; sem quantidade na tabela, fica sem prazo."""
    prazo = prazo_legal(chave, em=inicio)
    relogio.partir(
        linha,
        inicio=inicio,
        quantidade=prazo.quantidade or 0,
        contagem=prazo.contagem,
        base_legal=prazo.base_legal,
        calendario=carregar_calendario(),
    )


def partir_sem_prazo(linha: ComPrazo, *, inicio: datetime, base_legal: str) -> None:
    """Uma linha que a lei não manda responder em dias."""
    relogio.partir(
        linha,
        inicio=inicio,
        quantidade=0,
        contagem=contagem.Contagem.SEM_PRAZO,
        base_legal=base_legal,
        calendario=carregar_calendario(),
    )


def prorrogar(linha: ComPrazo, em: datetime, *, chave: str) -> tuple[str, str]:
    """Soma a prorrogação da tabela, como `relogio.prorrogar`."""
    mais = prazo_legal(chave, em=em).quantidade or 0
    return relogio.prorrogar(linha, mais=mais, em=em, calendario=carregar_calendario())


def prorrogado(linha: ComPrazo, em: datetime, *, chave: str) -> datetime:
    """Quando a linha venceria, prorrogada em `em`; ela não muda."""
    fica = copy(linha)
    prorrogar(fica, em, chave=chave)
    return fica.vence_em


def vencimento(chave: str, *, inicio: datetime) -> datetime:
    """Quando acaba um prazo da tabela que começa em `inicio`. Levanta ValueError se ela não dá dias."""
    return vencimentos(chave, inicios=[inicio])[inicio]


def vencimentos(chave: str, *, inicios: Iterable[datetime]) -> dict[datetime, datetime]:
    """Quando vence o prazo contado de cada um destes começos: a tabela e o calendário leem-se uma vez."""
    dela = list(PrazoLegal.objects.filter(chave=chave).order_by("-vigente_de"))
    calendario = carregar_calendario()
    return {inicio: _vencimento(_do_dia(dela, chave, inicio), inicio, calendario) for inicio in inicios}


def _do_dia(prazos: Iterable[PrazoLegal], chave: str, em: datetime) -> PrazoLegal:
    hoje = timezone.localdate(em)
    for prazo in prazos:
        if PrazoLegalQuerySet.vale(prazo, hoje):
            return prazo
    raise PrazoLegal.DoesNotExist(f"Não há prazo {chave} em vigor.")


def _vencimento(prazo: PrazoLegal, inicio: datetime, calendario: Calendario) -> datetime:
    calculado = contagem.calcular(
        inicio, prazo.quantidade or 0, contagem.Contagem(prazo.contagem), calendario
    ).vence_em
    if calculado is None:
        raise ValueError(f"O prazo legal {prazo.chave} precisa de uma quantidade de dias.")
    return calculado


def calendario_mudou_em() -> datetime | None:
    """A última mudança nos dias não úteis; None se nunca houve."""
    mudanca = DiaNaoUtil.objects.aggregate(criado=Max("registrado_em"), revogado=Max("revogado_em"))
    return max((momento for momento in mudanca.values() if momento), default=None)
