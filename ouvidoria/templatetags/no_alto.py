"""O alto das páginas de quem trabalha: o sino e, a quem é da Ouvidoria ou de um órgão, o caminho."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import template
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When
from django.utils import timezone

from avisos.models import Notificacao
from contas.models import Usuario
from contas.papeis import Papel
from ouvidoria.models import Encaminhamento, Manifestacao
from ouvidoria.situacoes import Destino
from protocolo.contagem import contar_ate
from roteamento.models import Designacao

if TYPE_CHECKING:
    from django.db.models import QuerySet

register = template.Library()

TETO = 99


@dataclass(frozen=True, slots=True)
class NoAlto:
    """Cada número é "" quando nada há, "7", ou "99+"."""

    por_ler: str = ""
    ouvidoria: bool = False
    atrasadas: str = ""
    """As manifestações atrasadas, a quem é da Ouvidoria."""
    orgao: bool = False
    perguntas: str = ""
    """O que a Ouvidoria espera do órgão por que a pessoa responde, ou da Corregedoria."""


@register.simple_tag
def no_alto(quem: object) -> NoAlto:
    """Tudo o que o alto da página diz, numa consulta só, que para no teto; nenhuma a quem não entrou.

    Só conta o que é da pessoa: a quem não tem designação o banco não lê manifestação nenhuma.
    """
    if not isinstance(quem, Usuario):
        return NoAlto()
    recados = Notificacao.objects.filter(usuario=OuterRef("pk"), lida_em=None).order_by()
    por_ler, papeis, atrasadas, perguntas = Usuario.objects.filter(pk=quem.pk).values_list(
        contar_ate(recados, TETO),
        ArraySubquery(_designado(OuterRef("pk")).values("papel").distinct()),
        _se(_e(Papel.OUVIDORIA), _atrasadas()),
        _se(_e(Papel.INTERLOCUTOR, Papel.CORREGEDORIA), _perguntas(quem)),
    )[0]
    return NoAlto(
        por_ler=_dizer(por_ler),
        ouvidoria=Papel.OUVIDORIA in papeis,
        atrasadas=_dizer(atrasadas),
        orgao=not {Papel.INTERLOCUTOR, Papel.CORREGEDORIA}.isdisjoint(papeis),
        perguntas=_dizer(perguntas),
    )


def _designado(quem: Any) -> QuerySet[Designacao, Any]:
    return Designacao.objects.vigentes(timezone.localdate()).filter(usuario=quem).order_by()


def _e(*papeis: Papel) -> Exists:
    return Exists(_designado(OuterRef("pk")).filter(papel__in=papeis))


def _se(condicao: Exists, quais: QuerySet[Any, Any]) -> Case:
    """A contagem, que o banco só faz se a condição vale."""
    return Case(When(condicao, then=contar_ate(quais, TETO)), default=Value(0), output_field=IntegerField())


def _atrasadas() -> QuerySet[Manifestacao, Any]:
    return Manifestacao.objects.vencidas(timezone.now()).principais().na_ordem_da_mesa()


def _perguntas(quem: Usuario) -> QuerySet[Encaminhamento, Any]:
    orgaos = _designado(quem).filter(papel=Papel.INTERLOCUTOR).values("orgao")
    apura = Exists(_designado(quem).filter(papel=Papel.CORREGEDORIA))
    meus = Q(destino=Destino.ORGAO, orgao__in=orgaos) | Q(apura, destino=Destino.CORREGEDORIA)
    return Encaminhamento.objects.pendentes().filter(meus).order_by()


def _dizer(quantos: int) -> str:
    return f"{TETO}+" if quantos > TETO else str(quantos or "")
