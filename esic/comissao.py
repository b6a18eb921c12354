"""As reuniões da Comissão como se leem: as próximas, as de um ano, o que espera e o que parou."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from esic.models import Recurso, RecursoQuerySet, Reuniao, ReuniaoQuerySet
from esic.situacoes import Instancia, SituacaoDaReuniao
from protocolo.legais import prazo_legal
from protocolo.models import PrazoLegal

PARADO = "ESIC_RECURSO_3_PARADO"


def proximas(hoje: date) -> ReuniaoQuerySet:
    """As marcadas de hoje em diante, a mais perto primeiro."""
    return _com_contas(Reuniao.objects.a_partir_de(hoje))


def por_registrar(hoje: date) -> ReuniaoQuerySet:
    """As marcadas cujo dia passou sem que ninguém dissesse se houve."""
    return _com_contas(Reuniao.objects.marcadas().filter(dia__lt=hoje).order_by("dia", "pk"))


def passadas(ano: int) -> ReuniaoQuerySet:
    """As realizadas e as canceladas de um ano, a mais nova primeiro."""
    return _com_contas(Reuniao.objects.filter(dia__year=ano).exclude(situacao=SituacaoDaReuniao.MARCADA))


def anos() -> list[int]:
    """Os anos com reunião que já não está só marcada, o mais novo primeiro."""
    dias = Reuniao.objects.exclude(situacao=SituacaoDaReuniao.MARCADA).dates("dia", "year", order="DESC")
    return [dia.year for dia in dias]


def ler_ano(pedido: str, todos: list[int], hoje: date) -> int:
    """O ano da URL; o mais novo com reunião se ela diz outra coisa."""
    escolhido = int(pedido) if pedido.isdecimal() and len(pedido) == 4 else 0  # noqa: PLR2004  aaaa
    return escolhido if escolhido in todos else next(iter(todos), hoje.year)


def _com_contas(reunioes: ReuniaoQuerySet) -> ReuniaoQuerySet:
    """Quantos recursos estão na pauta e quantos esperam decisão."""
    return reunioes.annotate(
        na_pauta=Count("recursos"), por_decidir=Count("recursos", filter=Q(recursos__decidido_em=None))
    )


def parado_desde(agora: datetime) -> datetime | None:
    """Um recurso à Comissão que entrou até este momento já pede alerta; None se a cidade não o quer."""
    try:
        dias = prazo_legal(PARADO, em=agora).quantidade
    except PrazoLegal.DoesNotExist:
        return None
    return agora - timedelta(days=dias) if dias else None


def parados(agora: datetime) -> RecursoQuerySet:
    """Os recursos à Comissão que esperam há mais dias do que a tabela de prazos tolera."""
    desde = parado_desde(agora)
    a_comissao = Recurso.objects.por_decidir().filter(instancia=Instancia.TERCEIRA)
    return a_comissao.filter(aberto_em__lt=desde) if desde else a_comissao.none()
