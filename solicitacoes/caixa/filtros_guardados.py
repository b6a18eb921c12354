"""Os filtros guardados numa caixa, os próprios e os da unidade: o que cada um escolhe, e quantos são.

As contagens vêm numa consulta só e param no teto; a lista não espera por elas (a página as pede depois).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import parse_qsl

from django.db.models import Q, QuerySet

from contas.autor import Autor
from mesas.lista import contar
from roteamento.models import Unidade
from solicitacoes.caixa.filtros import Caixa
from solicitacoes.models import FiltroGuardado, Solicitacao

TETO = 99
"""Até onde se conta; daí em diante diz-se “99+”."""


@dataclass(frozen=True, slots=True)
class Guardado:
    """Um filtro guardado, como a página o mostra; `quantos` é vazio enquanto não se conta."""

    pk: int
    nome: str
    filtros: Caixa
    meu: bool = True
    partilhado: bool = False
    de_quem: str = ""
    quantos: str = ""

    @property
    def consulta(self) -> str:
        """O endereço da lista. Relido: um filtro que deixou de existir não vai nele."""
        return self.filtros.consulta


def a_vista(por: Autor, unidade: Unidade) -> list[Guardado]:
    """Os filtros guardados de quem vê, nesta caixa, e os que os colegas partilharam, por nome.

    Um filtro “com você” de um colega é o de quem o abre: guarda-se `eu`, e não quem.
    """
    dela = FiltroGuardado.objects.filter(Q(usuario=por.usuario) | Q(partilhado=True), unidade=unidade)
    linhas = dela.values("pk", "nome", "consulta", "usuario", "partilhado", "usuario__nome")
    eu = por.usuario and por.usuario.pk
    return [
        Guardado(
            pk=linha["pk"],
            nome=linha["nome"],
            filtros=Caixa.ler(dict(parse_qsl(linha["consulta"]))),
            meu=linha["usuario"] == eu,
            partilhado=linha["partilhado"],
            de_quem=linha["usuario__nome"],
        )
        for linha in linhas
    ]


def contados(
    guardados: Sequence[Guardado], *, unidade: Unidade, por: Autor, agora: datetime
) -> list[Guardado]:
    """Os filtros guardados, com quantos pedidos cada um escolhe agora."""

    def escolher(caixa: Caixa) -> QuerySet[Solicitacao]:
        """Dos encerrados, só entre os que a primeira página olha: contar todos leria a unidade inteira."""
        escolhidas = caixa.aplicar(Solicitacao.objects.da_unidade(unidade), por=por, agora=agora)
        janela = caixa.janela(unidade, escolhidas) if caixa.das_encerradas else None
        return janela.entre_as_primeiras(escolhidas, caixa.ordem_pedida.colunas) if janela else escolhidas

    contas = contar([guardado.filtros for guardado in guardados], escolher, TETO)
    return [
        replace(guardado, quantos=f"{TETO}+" if quantos > TETO else str(quantos))
        for guardado, quantos in zip(guardados, contas, strict=True)
    ]
