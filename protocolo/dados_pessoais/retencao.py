"""Até quando cada caso se guarda, e quais já não precisam, pela tabela dos tempos de guarda (ADR 0056)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from contas.dados_pessoais.pessoa import modulos
from protocolo.models import Caso, OrdemDeGuarda, Retencao


@dataclass(frozen=True, slots=True)
class Processo:
    """Um processo, para quem conta o tempo de guarda dos seus casos."""

    casos: Callable[[], QuerySet[Any]]
    encerradas: Mapping[str, str]
    """Situação → nome, só as que encerram o caso."""
    nome: Callable[[Any], str]
    """Como se chama um caso à pessoa que o abriu."""


@dataclass(frozen=True, slots=True)
class Guardado:
    """Um caso de uma pessoa, e até quando ele fica."""

    caso: Caso
    processo: str
    nome: str
    ate: datetime | None
    """Nulo: aberto, ou sem tempo de guarda na tabela."""
    base_legal: str


def processos() -> dict[str, Processo]:
    """A chave de `Retencao.Processo` → o processo, dos módulos que têm casos."""
    return {
        chave: processo
        for modulo in modulos()
        for chave, processo in getattr(modulo, "PROCESSOS", {}).items()
    }


def anos_depois(em: datetime, anos: int) -> datetime:
    """Este dia tantos anos depois (ou antes); o 29 de fevereiro que não há é o 28."""
    try:
        return em.replace(year=em.year + anos)
    except ValueError:
        return em.replace(year=em.year + anos, day=28)


def regras() -> dict[tuple[str, str], Retencao]:
    """Processo e situação → o tempo; situação vazia, o das que não têm o seu."""
    return {(regra.processo, regra.situacao): regra for regra in Retencao.objects.all()}


def casos_de(interessados: Collection[int]) -> list[Guardado]:
    """Todos os casos destas partes, do mais novo ao mais antigo, com até quando cada um fica."""
    tabela = regras()
    achados = [
        _guardado(caso, chave, processo, tabela)
        for chave, processo in processos().items()
        for caso in processo.casos().filter(interessado__in=interessados)
    ]
    return sorted(achados, key=lambda um: um.caso.aberta_em, reverse=True)


def _guardado(
    caso: Caso, chave: str, processo: Processo, tabela: dict[tuple[str, str], Retencao]
) -> Guardado:
    regra = tabela.get((chave, caso.situacao)) or tabela.get((chave, ""))
    ate = anos_depois(caso.encerrada_em, regra.anos) if regra and caso.encerrada_em else None
    return Guardado(caso, chave, processo.nome(caso), ate, regra.base_legal if regra else "")


def sem_guarda(chave: str, em: datetime) -> QuerySet[Any]:
    """Os casos deste processo, do mais antigo ao mais novo, que já ninguém manda guardar."""
    por_ordem = OrdemDeGuarda.objects.em_vigor().values("protocolo")
    tabela, processo = regras(), processos()[chave]
    por_apagar = Q(interessado__apagado_em=None) | Q(interessado__apagado_em__lt=F("encerrada_em"))
    casos = processo.casos().filter(por_apagar, interessado__isnull=False)  # o reaberto tem outro fim
    achados = casos.none()
    for situacao in processo.encerradas:
        if regra := tabela.get((chave, situacao)) or tabela.get((chave, "")):
            passou = anos_depois(em, -regra.anos)
            achados |= casos.filter(situacao=situacao, encerrada_em__lt=passou)
    return achados.exclude(protocolo__in=por_ordem).order_by("encerrada_em", "pk")
