"""Quem leu os dados de uma pessoa: o papel e a unidade, nunca o nome do servidor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.timezone import localdate

from contas.dados_pessoais.pessoa import Pessoa
from contas.models import LeituraDePessoal
from contas.papeis import Papel
from protocolo.numero import formatar
from roteamento.models import Designacao, Lotacao


@dataclass(frozen=True, slots=True)
class Lida:
    """Uma leitura, como se conta à pessoa."""

    em: datetime
    quem: str
    onde: str
    o_que: str
    protocolo: str


def quais(pessoa: Pessoa) -> QuerySet[LeituraDePessoal]:
    """As leituras dos casos e da conta dela, a mais nova primeiro; sem as do portal, que lê para escrever."""
    dela = Q(interessado__in=pessoa.interessados)
    if pessoa.usuario:
        dela |= Q(conta=pessoa.usuario)
    return LeituraDePessoal.objects.filter(dela).exclude(papel=Papel.SISTEMA).order_by("-em", "-pk")


def em_palavras(linhas: Iterable[LeituraDePessoal]) -> list[Lida]:
    """Onde trabalhava quem leu, no dia em que leu: duas consultas para a lista toda."""
    lidas = list(linhas)
    leitores = {linha.usuario_id for linha in lidas if linha.usuario_id}
    postos = _postos(leitores)
    return [
        Lida(
            em=linha.em,
            quem=linha.get_papel_display(),
            onde=_onde(postos.get((linha.usuario_id or 0, linha.papel), []), localdate(linha.em)),
            o_que=linha.o_que,
            protocolo=formatar(linha.protocolo) if linha.protocolo else "",
        )
        for linha in lidas
    ]


type Posto = Mapping[str, Any]
"""Desde quando (`de`), até quando (`ate`) e `onde`."""


def _postos(leitores: set[int]) -> dict[tuple[int, str], list[Posto]]:
    """Os postos de cada pessoa e papel."""
    de_quem, campos = Q(usuario__in=leitores), ("usuario", "papel", "de", "ate")
    lotacoes = Lotacao.objects.filter(de_quem).values(*campos, onde=F("unidade__nome"))
    designacoes = Designacao.objects.filter(de_quem).values(*campos, onde=F("orgao__nome"))
    achados: dict[tuple[int, str], list[Posto]] = {}
    for posto in [*lotacoes.order_by("-de"), *designacoes.order_by("-de")]:
        achados.setdefault((posto["usuario"], posto["papel"]), []).append(posto)
    return achados


def _onde(postos: list[Posto], dia: date) -> str:
    no_dia = (p["onde"] for p in postos if p["de"] <= dia and (p["ate"] is None or dia <= p["ate"]))
    return next(no_dia, "")
