"""Os filtros que um servidor guardou numa caixa: o que cada um escolhe, em palavras, e quantos são.

As contagens vêm numa consulta só e param no teto; a lista não espera por elas (a página as pede depois).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from django.core.exceptions import EmptyResultSet
from django.db import connection

from protocolo.models import Canal
from solicitacoes.filtros import SITUACOES, Filtros
from solicitacoes.models import FiltroGuardado, Solicitacao

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from contas.autor import Autor
    from roteamento.models import Unidade
    from solicitacoes.lista import Opcoes

TETO = 99
"""Até onde se conta; daí em diante diz-se “99+”."""
FRASES = {
    "busca": "busca “{}”",
    "situacao": "{}",
    "servico": "serviço {}",
    "distrito": "distrito {}",
    "responsavel": "com {}",
    "atrasadas": "só atrasados",
    "rua": "rua “{}”",
    "de": "abertos desde {}",
    "ate": "abertos até {}",
    "canal": "canal {}",
    "foto": "com foto",
    "reabertas": "reabertos",
    "iguais": "com iguais",
}


@dataclass(frozen=True, slots=True)
class Guardado:
    """Um filtro guardado, como a página o mostra; `quantos` é vazio enquanto não se conta."""

    pk: int
    nome: str
    filtros: Filtros
    quantos: str = ""

    @property
    def consulta(self) -> str:
        """O endereço da lista. Relido: um filtro que deixou de existir não vai nele."""
        return self.filtros.consulta


def meus(por: Autor, unidade: Unidade) -> list[Guardado]:
    """Os de quem vê, nesta caixa, por nome."""
    meus = FiltroGuardado.objects.filter(usuario=por.usuario, unidade=unidade)
    return [
        Guardado(pk, nome, Filtros.ler(dict(parse_qsl(consulta))))
        for pk, nome, consulta in meus.values_list("pk", "nome", "consulta")
    ]


def contados(
    guardados: Sequence[Guardado], *, unidade: Unidade, por: Autor, agora: datetime
) -> list[Guardado]:
    """Os mesmos, com quantos pedidos cada um escolhe agora."""
    if not guardados:
        return []
    contas = [_quantos(guardado.filtros, unidade=unidade, por=por, agora=agora) for guardado in guardados]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(conta for conta, _ in contas)}",  # noqa: S608  escritas pelo ORM
            [valor for _, valores in contas for valor in valores],
        )
        achadas = cursor.fetchone()
    return [
        replace(guardado, quantos=_dizer(quantos))
        for guardado, quantos in zip(guardados, achadas, strict=True)
    ]


def _quantos(filtros: Filtros, *, unidade: Unidade, por: Autor, agora: datetime) -> tuple[str, Sequence[Any]]:
    """A conta de um filtro, em SQL, e os valores dela: juntá-las pelo ORM custava mais que escrevê-las."""
    escolhidas = filtros.aplicar(Solicitacao.objects.filter(unidade=unidade), por=por, agora=agora)
    primeiras = escolhidas.order_by(*filtros.ordem.colunas).values("pk")[: TETO + 1]
    try:
        sql, valores = primeiras.query.sql_with_params()
    except EmptyResultSet:  # a busca não deixou o que procurar
        return "0", []
    return f"(SELECT count(*) FROM ({sql}) AS primeiras)", valores  # noqa: S608  escrito pelo ORM


def _dizer(quantos: int) -> str:
    return f"{TETO}+" if quantos > TETO else str(quantos)


def em_palavras(filtros: Filtros, opcoes: Opcoes) -> str:
    """O que os filtros escolhem, numa frase curta."""
    nomes = {
        "situacao": dict(SITUACOES),
        "servico": dict(opcoes.servicos),
        "distrito": dict(opcoes.distritos),
        "responsavel": {"eu": "você", "ninguem": "ninguém", **dict(opcoes.pessoas)},
        "canal": dict(Canal.choices),
    }
    return "; ".join(
        FRASES[campo].format(nomes.get(campo, {}).get(valor, valor))
        for campo, valor in filtros.usados.items()
    )
