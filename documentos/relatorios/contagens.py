"""O que os relatórios partilham ao contar casos: o período, no relógio da cidade, as contas e a mediana."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db.models import Aggregate, Count, Min, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3

JANEIRO, JULHO = 1, 7


class Mediana(Aggregate):
    """O valor do meio, no PostgreSQL."""

    function = "PERCENTILE_CONT"
    name = "Mediana"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)%(filter)s"


def do_ano(ano: int) -> tuple[datetime, datetime]:
    """Do primeiro instante do ano ao primeiro do seguinte."""
    return _comeco(ano, JANEIRO), _comeco(ano + 1, JANEIRO)


def do_semestre(ano: int, semestre: int) -> tuple[datetime, datetime]:
    """O começo e o fim do semestre, 1 ou 2."""
    meio = _comeco(ano, JULHO)
    return (_comeco(ano, JANEIRO), meio) if semestre == 1 else (meio, _comeco(ano + 1, JANEIRO))


def _comeco(ano: int, mes: int) -> datetime:
    return datetime(ano, mes, 1, tzinfo=timezone.get_default_timezone()).astimezone(UTC)


def anos(casos: QuerySet[Any], agora: datetime) -> list[int]:
    """Do ano corrente ao do primeiro caso."""
    primeiro: datetime | None = casos.aggregate(quando=Min("aberta_em"))["quando"]
    corrente = timezone.localdate(agora).year
    return list(range(corrente, timezone.localdate(primeiro).year - 1, -1)) if primeiro else [corrente]


def meses(*, curtos: bool = False) -> dict[int, str]:
    """1 a 12 → "Janeiro" ou "Jan"."""
    return {mes: str(nome).capitalize() for mes, nome in (MONTHS_3 if curtos else MONTHS).items()}


def contar(escolhidos: QuerySet[Any], campo: str) -> Counter[Any]:
    """Valor do campo → quantos."""
    return Counter(dict(escolhidos.values_list(campo).annotate(quantos=Count("pk")).order_by()))


def cruzar(
    escolhidos: QuerySet[Any], linha: str | Coalesce, coluna: str | Coalesce
) -> dict[Any, Counter[Any]]:
    """Valor de um campo → valor do outro → quantos."""
    achados: dict[Any, Counter[Any]] = {}
    pares = escolhidos.values_list(linha, coluna).annotate(quantos=Count("pk")).order_by()
    for da_linha, da_coluna, quantos in pares:
        achados.setdefault(da_linha, Counter())[da_coluna] = quantos
    return achados


def contar_por(escolhidos: QuerySet[Any], campo: str, contas: Mapping[str, Any]) -> list[dict[str, Any]]:
    """As contas de cada valor do campo."""
    return [{**conta} for conta in escolhidos.values(campo).annotate(**contas).order_by()]


def contar_em(
    linhas: Mapping[Any, str], escolhidos: QuerySet[Any], campo: str, contas: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """As contas de cada uma das linhas, com o `nome` dela, haja ou não o que contar."""
    nada = {nome: 0 if isinstance(conta, Count) else None for nome, conta in contas.items()}
    contadas = {conta[campo]: conta for conta in contar_por(escolhidos, campo, contas)}
    return [{"nome": nome, **nada, **contadas.get(chave, {})} for chave, nome in linhas.items()]
