"""O histórico de uma linha em palavras: o que cada versão guarda e o que mudou de uma para outra."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from typing import Any, NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.backends.postgresql.psycopg_any import Range
from django.utils.text import capfirst
from django.utils.timezone import localtime
from simple_history.template_utils import ObjDiffDisplay

NADA = "nada"
LETRAS = 160
"""Até onde se mostra um texto que mudou; do pedaço igual de dois textos compridos diz-se só quanto é."""
DA_CARGA = "origem"
"""Diz só se a linha ainda é a que veio com o projeto: não é dela que se fala."""


class DiferencaEmPortugues(ObjDiffDisplay):
    """O pedaço igual de dois textos compridos fica de fora; o nosso diz quanto, em português."""

    def shortened_str(self, prefix: str, num_skipped_chars: int, suffix: str) -> str:
        return f"{prefix}[mais {num_skipped_chars} letras]{suffix}"


class Mudanca(NamedTuple):
    """Um campo que mudou: o nome dele, o que dizia e o que passa a dizer."""

    campo: str
    antes: str
    depois: str


def guardados(versao: Any) -> list[Any]:
    """Os campos que a versão guarda, sem os que o banco calcula."""
    return [campo for campo in versao.tracked_fields if not campo.generated and not campo.primary_key]


def valores_de(versao: Any) -> list[tuple[str, str]]:
    """O nome e o valor de cada campo guardado na versão."""
    return [(rotulo(campo), escrito(versao, campo)) for campo in guardados(versao)]


def mudancas(antes: Any, depois: Any) -> Iterator[Mudanca]:
    """O que mudou de uma versão para a que veio depois dela."""
    for campo in guardados(depois):
        if campo.name != DA_CARGA and getattr(antes, campo.attname) != getattr(depois, campo.attname):
            yield mudanca(campo, antes, depois)


def mudanca(campo: Any, antes: Any, depois: Any) -> Mudanca:
    """O campo em duas linhas, ou em duas versões, encurtado no que têm de igual."""
    de, para = DiferencaEmPortugues(max_length=LETRAS).common_shorten_repr(
        escrito(antes, campo), escrito(depois, campo)
    )
    return Mudanca(rotulo(campo), de, para)


def rotulo(campo: Any) -> str:
    """O nome do campo, como se lê no formulário."""
    return str(capfirst(campo.verbose_name))


def escrito(linha: Any, campo: Any) -> str:
    """O valor do campo na linha, ou na versão, com as palavras das pessoas."""
    if campo.choices:
        return em_palavras(getattr(linha, f"get_{campo.name}_display")())
    if not campo.is_relation:
        return em_palavras(getattr(linha, campo.attname))
    chave = getattr(linha, campo.attname)
    try:
        outra = getattr(linha, campo.name)
    except ObjectDoesNotExist:
        outra = None
    if outra is None and chave is not None:
        return f"{campo.verbose_name} {chave} (já não existe)"
    return em_palavras(None if outra is None else getattr(outra, "por_extenso", outra))


def em_palavras(valor: Any) -> str:
    """Sim ou não, o dia e a hora, o período, a lista um por linha; o vazio é “nada”."""
    if isinstance(valor, bool):
        return "sim" if valor else "não"
    if valor is None or valor in ("", [], {}):
        return NADA
    if isinstance(valor, datetime):
        return f"{localtime(valor):%d/%m/%Y %H:%M}"
    if isinstance(valor, date):
        return f"{valor:%d/%m/%Y}"
    if isinstance(valor, Range):
        return _periodo(valor)
    return _reunidos(valor)


def _reunidos(valor: Any) -> str:
    """A lista, um por linha; o que tem nomes, com eles."""
    if isinstance(valor, dict):
        return "; ".join(f"{nome}: {em_palavras(um)}" for nome, um in valor.items())
    if isinstance(valor, list | tuple):
        return "\n".join(em_palavras(um) for um in valor)
    return str(valor)


def _periodo(valor: Any) -> str:
    desde = f"desde {valor.lower:%d/%m/%Y}" if valor.lower else "desde sempre"
    return f"{desde}, antes de {valor.upper:%d/%m/%Y}" if valor.upper else desde


def mostrar_mudancas(versoes: Any) -> None:
    """Põe em cada versão da lista, da mais nova à mais velha, o que nela mudou (`o_que_mudou`)."""
    lidas = list(versoes)
    for versao, anterior in pairwise(lidas):
        versao.o_que_mudou = list(mudancas(anterior, versao))


def chaves_de(modelo_do_historico: type[models.Model]) -> list[str]:
    """Os campos que apontam para outra tabela: trazem-se juntos, e não um por linha."""
    campos: Any = modelo_do_historico.tracked_fields  # type: ignore[attr-defined]  # do simple_history
    return [campo.name for campo in campos if isinstance(campo, models.ForeignKey)]
