"""O que o munícipe escreveu desde o último ato da unidade, e o que dela ninguém ainda leu."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery

from protocolo import numero
from solicitacoes.models import Andamento, Anexo, Solicitacao
from solicitacoes.models.solicitacoes import SEGUE
from solicitacoes.situacoes import EQUIPE, Tipo

DO_MUNICIPE = (Tipo.INFORMACAO, Tipo.COMPLEMENTO_RESPONDIDO)


@dataclass(frozen=True, slots=True)
class Mensagem:
    """O que o munícipe escreveu num pedido, ou num que o segue (`de_outro`)."""

    pk: int
    caso: int
    versao: int
    """A do pedido quando se leu."""
    protocolo: str
    em: datetime
    texto: str
    fotos: int
    por_ler: bool
    de_outro: bool

    @property
    def protocolo_escrito(self) -> str:
        return numero.formatar(self.protocolo)


_DEPOIS = Andamento.objects.filter(
    caso=OuterRef("caso"), ordem__gt=OuterRef("ordem"), papel__in=EQUIPE
).exclude(alcance=Andamento.Alcance.INTERNO)
"""O que a equipe fez depois e o munícipe também vê: uma anotação ou um novo responsável não respondem."""
_FOTOS = Anexo.objects.filter(caso=OuterRef("caso"), ordem=OuterRef("ordem")).order_by().values("caso")


def desde_o_ultimo_ato(casos: Collection[Solicitacao]) -> dict[int, list[Mensagem]]:
    """Por pedido (a chave), do mais antigo ao mais novo, com o que se escreveu nos que o seguem.

    O que está por ler vem sempre, mesmo que outro ato tenha vindo depois. Uma consulta, quantos forem.
    """
    chaves = {caso.pk for caso in casos}
    seguem = Q(SEGUE, principal__in=chaves, encerrada_em=None)
    tratados = Solicitacao.objects.filter(Q(pk__in=chaves) | seguem)
    por_ler = Q(caso__por_ler_desde__lte=F("em"))
    escritas = Andamento.objects.filter(~Exists(_DEPOIS) | por_ler, tipo__in=DO_MUNICIPE)
    escritas = escritas.filter(caso__in=tratados.values("pk")).order_by("em", "pk")
    fotos = Subquery(_FOTOS.values(quantas=Count("pk")), output_field=IntegerField())
    achadas: dict[int, list[Mensagem]] = defaultdict(list)
    for passo in escritas.annotate(fotos=fotos).select_related("caso"):
        caso: Any = passo.caso
        tratado = caso.pk if caso.pk in chaves else caso.principal_id
        achadas[tratado].append(_mensagem(passo, caso, de_outro=tratado != caso.pk))
    return achadas


def _mensagem(passo: Any, caso: Solicitacao, *, de_outro: bool) -> Mensagem:
    return Mensagem(
        pk=passo.pk,
        caso=caso.pk,
        versao=caso.versao,
        protocolo=caso.protocolo,
        em=passo.em,
        texto=passo.texto,
        fotos=passo.fotos or 0,
        por_ler=caso.por_ler_desde is not None and passo.em >= caso.por_ler_desde,
        de_outro=de_outro,
    )


def ha_do_municipe(passados: Sequence[Any]) -> bool:
    """Se há, nestes andamentos, algo que o munícipe escreveu depois de abrir o pedido."""
    return any(passo.tipo in DO_MUNICIPE for passo in passados)
