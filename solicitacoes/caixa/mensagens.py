"""O que o munícipe escreveu desde o último ato da unidade, e o que dela ninguém ainda leu."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery

from protocolo import numero
from solicitacoes.models import Andamento, Anexo, Solicitacao
from solicitacoes.models.juntadas import SEGUE
from solicitacoes.situacoes import EQUIPE, Tipo

DO_MUNICIPE = (Tipo.INFORMACAO, Tipo.COMPLEMENTO_RESPONDIDO)


@dataclass(frozen=True, slots=True)
class Mensagem:
    """O que o munícipe escreveu num pedido, ou num que o segue (`de_outro`)."""

    pk: int
    caso: int
    versao: int
    """A versão do pedido quando se leu."""
    protocolo: str
    em: datetime
    texto: str
    fotos: int
    por_ler: bool
    de_outro: bool

    @property
    def protocolo_escrito(self) -> str:
        return numero.formatar(self.protocolo)


_CONTAM = Q(tipo__in=DO_MUNICIPE) | Q(papel__in=EQUIPE) & ~Q(alcance=Andamento.Alcance.INTERNO)
"""O que ele escreveu, e o que a equipe fez e ele também vê: anotar ou mudar o responsável não responde."""
_FOTOS = Anexo.objects.filter(caso=OuterRef("caso"), ordem=OuterRef("ordem")).order_by().values("caso")


def desde_o_ultimo_ato(casos: Collection[Solicitacao]) -> dict[int, list[Mensagem]]:
    """Por pedido (a chave), do mais antigo ao mais novo, com o que se escreveu nos que o seguem.

    O que está por ler vem sempre, mesmo que outro ato tenha vindo depois. Uma consulta, quantos forem.
    """
    chaves = {caso.pk for caso in casos}
    seguem = Q(SEGUE, principal__in=chaves, encerrada_em=None)
    escritos = Exists(Andamento.objects.filter(caso=OuterRef("pk"), tipo__in=DO_MUNICIPE))
    tratados = Solicitacao.objects.filter(Q(pk__in=chaves) | seguem, escritos)
    passos = Andamento.objects.filter(_CONTAM, caso__in=tratados.values("pk")).order_by("caso", "ordem")
    fotos = Subquery(_FOTOS.values(quantas=Count("pk")), output_field=IntegerField())
    achadas: dict[int, list[Mensagem]] = defaultdict(list)
    for caso, seus in groupby(passos.annotate(fotos=fotos).select_related("caso"), attrgetter("caso")):
        tratado = caso.pk if caso.pk in chaves else caso.principal_id
        for passo in _por_tratar(caso, [*seus]):
            de_outro = tratado != caso.pk
            achadas[tratado].append(_mensagem(passo, caso, passo.fotos or 0, de_outro=de_outro))
    for delas in achadas.values():
        delas.sort(key=attrgetter("em", "pk"))
    return achadas


def so_deste(caso: Solicitacao, passados: Sequence[Any], anexos: Iterable[Anexo]) -> list[Mensagem]:
    """As mensagens do pedido que ninguém segue, do que a página dele já leu: nenhuma consulta."""
    fotos = Counter(anexo.ordem for anexo in anexos)
    return [_mensagem(p, caso, fotos[p.ordem], de_outro=False) for p in _por_tratar(caso, passados)]


def _por_tratar(caso: Solicitacao, passos: Sequence[Any]) -> list[Any]:
    """Destes andamentos, em ordem, o que ele escreveu e a unidade ainda não respondeu, ou não leu."""
    da_equipe = (p.ordem for p in passos if p.papel in EQUIPE and p.alcance != Andamento.Alcance.INTERNO)
    ultimo_ato = max(da_equipe, default=-1)
    escritos = (p for p in passos if p.tipo in DO_MUNICIPE)
    return [p for p in escritos if p.ordem > ultimo_ato or _por_ler(caso, p)]


def _por_ler(caso: Solicitacao, passo: Any) -> bool:
    return caso.por_ler_desde is not None and bool(passo.em >= caso.por_ler_desde)


def _mensagem(passo: Any, caso: Solicitacao, fotos: int, *, de_outro: bool) -> Mensagem:
    return Mensagem(
        pk=passo.pk,
        caso=caso.pk,
        versao=caso.versao,
        protocolo=caso.protocolo,
        em=passo.em,
        texto=passo.texto,
        fotos=fotos,
        por_ler=_por_ler(caso, passo),
        de_outro=de_outro,
    )


def ha_do_municipe(passados: Sequence[Any]) -> bool:
    """Se há, nestes andamentos, algo que o munícipe escreveu depois de abrir o pedido."""
    return any(passo.tipo in DO_MUNICIPE for passo in passados)
