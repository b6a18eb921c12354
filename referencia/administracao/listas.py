"""A lista da administração: quanto há, sem contar tudo; o que se procura, como se lê; filtros em palavras."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, ClassVar, cast, override

from django.contrib import admin
from django.contrib.postgres.lookups import Unaccent
from django.core.paginator import Paginator
from django.db.models import BooleanField, Model, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils.functional import cached_property

TETO = 10_000
"""Até onde se conta e se folheia uma lista; além, procura-se ou filtra-se."""
SO_NUMEROS = frozenset({"protocolo", "cpf", "cep", "cep5"})
"""O que o banco guarda só com números, e as páginas mostram com pontos e traços."""
COM_PONTOS = re.compile(r"[\d.\-/\s]*\d[\d.\-/\s]*")


def pelo_nome(campo: str) -> Lower:
    """A ordem em que se procura um nome: sem olhar acento nem maiúscula, que o banco põe depois do z."""
    return Lower(Unaccent(campo))


class AteOTeto(Paginator[Any]):
    """Conta só até o teto: a tabela que cresce todo dia não se lê inteira por causa de um número."""

    @cached_property
    def _contadas(self) -> int:
        return cast("QuerySet[Any]", self.object_list).order_by()[: TETO + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self._contadas, TETO)

    @property
    def ha_mais(self) -> bool:
        """Há mais do que o que se contou?"""
        return self._contadas > TETO


def como_se_guarda(termo: str, campos: Sequence[str]) -> str:
    """O protocolo, o CPF e o CEP que se copiam da página, sem os pontos e os traços; o resto, como veio."""
    procurados = {parte for campo in campos for parte in campo.lstrip("^=@").split("__")}
    if not SO_NUMEROS.isdisjoint(procurados) and COM_PONTOS.fullmatch(termo):
        return re.sub(r"\D", "", termo)
    return termo


@cache
def sim_ou_nao(modelo: type[Model], campo: str) -> Callable[[Any], str]:
    """A coluna do campo em palavras: o Django põe um desenho, que se lê “True” ou “False”."""

    def dito(linha: Any) -> str:
        valor = getattr(linha, campo)
        return "–" if valor is None else "sim" if valor else "não"

    dito.__name__ = campo
    nome = modelo._meta.get_field(campo).verbose_name  # type: ignore[union-attr]  # noqa: SLF001
    return admin.display(dito, description=nome, ordering=campo)


def em_palavras(modelo: type[Model], colunas: Sequence[Any]) -> list[Any]:
    """As colunas da lista, com as de sim ou não em palavras."""
    desenhadas = {campo.name for campo in modelo._meta.fields if isinstance(campo, BooleanField)}  # noqa: SLF001
    return [sim_ou_nao(modelo, coluna) if coluna in desenhadas else coluna for coluna in colunas]


class Escolha(admin.SimpleListFilter):
    """Um filtro da lista com as opções ditas em `opcoes`: valor e nome."""

    opcoes: ClassVar[Sequence[tuple[str, str]]] = ()

    @override
    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
        return self.opcoes


class DeUmValor(Escolha):
    """Filtro por um valor do campo, que é o `parameter_name`: as opções ditas, e não lidas da tabela."""

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        valor = self.value()
        return queryset if valor is None else queryset.filter(**{str(self.parameter_name): valor})


class SeTem(Escolha):
    """Filtro pelo campo preenchido (`sim`) ou vazio (`nao`), com os dois ditos em palavras."""

    campo: ClassVar[str]

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        valor = self.value()
        return queryset if valor is None else queryset.filter(**{f"{self.campo}__isnull": valor == "nao"})
