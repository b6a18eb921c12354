"""Os casos da pessoa reconhecida, na ficha: quantos são, os filtros e a página que se lê."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Case, F, QuerySet, When

from atendimento import casos
from atendimento.pessoa.ficha import em_linhas
from mesas import filtros as filtro
from mesas.contagem import TETO, contar_ate
from mesas.paginacao import Juntas, Ordem, paginar
from portal.area.lista import ABERTOS, ENCERRADOS, ESPERAM, ORDINAL, CasosDeAlguem
from portal.consultas import Achado

POR_PAGINA = 20
SO_ALGUNS = 5
"""Até tantos leem-se todos de uma vez: não se pergunta quais."""
UM_SECULO = timedelta(days=36_525)
DOS_ABERTOS = Ordem("vez", decrescente=True, desempate="ordinal")
VEZ = Case(When(encerrada_em=None, then=F("aberta_em") + UM_SECULO), default=F("aberta_em"))
"""Os abertos primeiro, depois os mais novos, numa coluna só, que é o que uma página por chave pede."""


@dataclass(frozen=True)
class Ficha(CasosDeAlguem):
    """O que se lê da pessoa."""

    situacao: str = filtro.escolha(
        "Situação",
        [(ABERTOS, "Em aberto"), (ESPERAM, "Esperam pela pessoa"), (ENCERRADOS, "Encerrados")],
        vazia="Todas",
    )

    def ler_casos(self, partes: list[int], parametros: Mapping[str, str], endereco: str) -> dict[str, Any]:
        """A `ficha` de `_casos.html`; `endereco` é a página dela, a que se pede o resto."""
        todos = [casos.das_partes(processo, partes) for processo in casos.PROCESSOS]
        total, escolhidos = self._contar(todos)
        ordenados = [self.entre(um).annotate(ordinal=ORDINAL, vez=VEZ) for um in todos]
        pagina = paginar(Juntas(ordenados), DOS_ABERTOS, parametros, por_pagina=POR_PAGINA)
        vizinhas = pagina.enderecos(self.usados)
        return {
            "linhas": em_linhas(pagina.linhas),
            "anterior": vizinhas["anterior"] and endereco + vizinhas["anterior"],
            "proxima": vizinhas["proxima"] and endereco + vizinhas["proxima"],
            "endereco": endereco,
            "campos": self.formulario({}).campos if total > SO_ALGUNS else [],
            "filtrada": bool(self.ligados),
            "total": total,
            "escolhidos": escolhidos,
            "teto": TETO,
        }

    def _contar(self, todos: list[QuerySet[Any, Any]]) -> tuple[int, int]:
        """Quantos são e, deles, quantos os filtros escolhem, numa consulta."""
        escolhidos = [self.entre(um) for um in todos] if self.ligados else []
        contas = contar_ate(um.order_by("pk") for um in (*todos, *escolhidos))
        total = sum(contas[: len(todos)])
        return total, sum(contas[len(todos) :]) if escolhidos else total


def todos_de(partes: Iterable[int]) -> Iterator[Achado]:
    """Todos, só com o que a leitura deles escreve."""
    for processo in casos.PROCESSOS:
        dela = casos.das_partes(processo, list(partes))
        yield from dela.select_related(None).only("pk", "protocolo", "interessado")
