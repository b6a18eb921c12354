"""Quantos dias um pedido ficou em cada unidade por que passou, lido dos andamentos que o mudaram de unidade."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from roteamento.models import Unidade
from solicitacoes.models import Andamento, SolicitacaoQuerySet
from transparencia.paineis.lugares import Nomes

POR_VEZ = 2000


def dias_em_cada(
    encerrados: SolicitacaoQuerySet, nomes: Nomes, mostra: Mapping[int, int | None]
) -> dict[str, Counter[int]]:
    """Unidade → dias que um pedido ficou nela → quantos. Só dos abertos aqui: os outros não o registraram."""
    dias: defaultdict[str, Counter[int]] = defaultdict(Counter)
    das_siglas = dict(Unidade.objects.values_list("sigla", "pk"))
    nativos = encerrados.nativas().order_by("pk").only("pk", "aberta_em", "encerrada_em", "unidade_id")
    mudancas = Andamento.objects.filter(caso__in=encerrados.nativas(), mudancas__has_key="unidade")
    passos = mudancas.order_by("caso", "ordem").values_list("caso", "em", "mudancas__unidade").iterator()
    de_cada: defaultdict[int, list[tuple[object, str]]] = defaultdict(list)
    for caso, em, (antes, _depois) in passos:
        de_cada[caso].append((em, antes))
    for pedido in nativos.iterator(POR_VEZ):
        desde, trechos = pedido.aberta_em, []
        for em, antes in de_cada.get(pedido.pk, ()):
            trechos.append((das_siglas.get(antes), em - desde))  # type: ignore[operator]
            desde = em  # type: ignore[assignment]
        if pedido.encerrada_em:
            trechos.append((pedido.unidade_id, pedido.encerrada_em - desde))
        for pk, tempo in trechos:
            unidade = mostra.get(pk) if pk else None
            if unidade:
                dias[nomes.unidades[unidade]][tempo.days] += 1
    return dias
