"""Quem leu os dados de uma pessoa: o papel e a unidade, nunca o nome do servidor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
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
    """As dos casos e da conta dela, da mais nova à mais antiga; sem as do portal, que lê para escrever."""
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


type Posto = tuple[date, date | None, str]


def _postos(leitores: set[int]) -> dict[tuple[int, str], list[Posto]]:
    """A pessoa e o papel → desde quando, até quando e onde."""
    de_quem = Q(usuario__in=leitores)
    campos = ("usuario", "papel", "de", "ate")
    achados: dict[tuple[int, str], list[Posto]] = {}
    lotacoes = Lotacao.objects.filter(de_quem).order_by("-de").values_list(*campos, "unidade__nome")
    designacoes = Designacao.objects.filter(de_quem).order_by("-de").values_list(*campos, "orgao__nome")
    for usuario, papel, de, ate, nome in [*lotacoes, *designacoes]:
        achados.setdefault((usuario, papel), []).append((de, ate, nome))
    return achados


def _onde(postos: list[Posto], dia: date) -> str:
    return next((nome for de, ate, nome in postos if de <= dia and (ate is None or dia <= ate)), "")
