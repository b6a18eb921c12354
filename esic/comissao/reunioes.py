"""As reuniões da Comissão como se leem: as próximas, as de um ano, o que espera e o que parou."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from esic.models import Recurso, RecursoQuerySet, Reuniao, ReuniaoQuerySet
from esic.situacoes import Instancia, SituacaoDaReuniao
from protocolo.models import PrazoLegal
from protocolo.prazos_legais import prazo_legal


def proximas(hoje: date) -> ReuniaoQuerySet:
    """As marcadas de hoje em diante, a mais perto primeiro."""
    return _com_contas(Reuniao.objects.a_partir_de(hoje))


def por_registrar(hoje: date) -> ReuniaoQuerySet:
    """As marcadas cujo dia passou sem que ninguém dissesse se houve."""
    return _com_contas(Reuniao.objects.marcadas().filter(dia__lt=hoje).order_by("dia", "pk"))


def agenda(pedido: str, hoje: date) -> dict[str, Any]:
    """As próximas e as passadas de um ano: o da URL ou, se ela diz outra coisa, o mais novo que as tem."""
    anos = [dia.year for dia in _acabadas().dates("dia", "year", order="DESC")]
    ano = next((ano for ano in anos if str(ano) == pedido), next(iter(anos), hoje.year))
    passadas = _com_contas(_acabadas().filter(dia__year=ano))
    return {"proximas": list(proximas(hoje)), "passadas": list(passadas), "anos": anos, "ano": ano}


def _acabadas() -> ReuniaoQuerySet:
    """As realizadas e as canceladas, a mais nova primeiro."""
    return Reuniao.objects.exclude(situacao=SituacaoDaReuniao.MARCADA)


def _com_contas(reunioes: ReuniaoQuerySet) -> ReuniaoQuerySet:
    """Quantos recursos estão na pauta e quantos esperam decisão."""
    return reunioes.annotate(
        na_pauta=Count("recursos"), por_decidir=Count("recursos", filter=Q(recursos__decidido_em=None))
    )


def parado_desde(agora: datetime) -> datetime | None:
    """Um recurso à Comissão que entrou até este momento já pede alerta; None se a cidade não o quer."""
    try:
        dias = prazo_legal("ESIC_RECURSO_3_PARADO", em=agora).quantidade
    except PrazoLegal.DoesNotExist:
        return None
    return agora - timedelta(days=dias) if dias else None


def parados(agora: datetime) -> RecursoQuerySet:
    """Os recursos à Comissão que esperam há mais dias do que a tabela de prazos tolera."""
    desde = parado_desde(agora)
    a_comissao = Recurso.objects.por_decidir().filter(instancia=Instancia.TERCEIRA)
    return a_comissao.filter(aberto_em__lt=desde) if desde else a_comissao.none()
