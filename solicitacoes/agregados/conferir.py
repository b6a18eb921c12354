"""Conferir: somar os pedidos um a um, pelos modelos, e ver se dá o que a tabela diz (ADR 0082).

É a segunda conta de propósito, a prova da de `contar.py`: não a aproveita em nada, e não a lê mais ninguém.

Não há duas tabelas em memória: de cada dia e medida guarda-se quanto se somou e a soma das marcas do que se
somou, que não depende da ordem. Um dia em que uma das duas não bate é uma diferença.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, groupby, zip_longest
from typing import Any

from django.db.models import BooleanField, Func, Q, QuerySet
from django.utils import timezone

from protocolo.prazos.atraso import vencida
from roteamento.models import Unidade
from solicitacoes.models import Agregado, Andamento, Satisfacao, Solicitacao, prometida
from solicitacoes.situacoes import Situacao, Tipo

M, P = Agregado.Medida, Agregado.Prazo
DE_QUE = ("servico", "distrito", "unidade", "canal", "sigilosa", "importada", "junta")
DO_PEDIDO, IMPORTADA = DE_QUE[:5], DE_QUE.index("importada")
PRAZOS = {
    (True, False): P.NO_PRAZO,
    (True, True): P.FORA,
    (False, False): P.SEM_PROMESSA,
    (False, True): P.SEM_PROMESSA_PASSADO,
}
"""Se o órgão prometeu, e se passou."""
PASSOS: dict[str, Agregado.Medida] = {Tipo.REABERTURA: M.REABERTA, Tipo.PRORROGACAO: M.PRORROGADA}
MUDANCAS: dict[str, Agregado.Medida] = {Tipo.TRANSFERENCIA: M.TRANSFERIDA, Tipo.DEVOLUCAO: M.DEVOLVIDA}
LEITURA = 5_000
"""Linhas por ida ao banco."""
SEM_DESFECHO = {Situacao.INDEFERIDA: "indeferido", Situacao.CANCELADA: "cancelado"}

type Chave = tuple[Any, ...]
"""O dia, de que pedidos (DE_QUE), a medida, o valor, o prazo e o tempo: o que a tabela tem, menos `n`."""


@dataclass(slots=True)
class Soma:
    """Quantas vezes, e a marca de tudo o que se somou."""

    n: int = 0
    marca: int = 0


def conferir(em: datetime) -> int:
    """Em quantos dias e medidas a soma dos pedidos, um a um, não dá o que se contou em `em`."""
    da_tabela = Agregado.objects.values_list("dia", *DE_QUE, "medida", "valor", "prazo", "tempo", "n")
    contado = _somar((chave, n) for *chave, n in da_tabela.iterator(LEITURA))
    saidas: dict[int, datetime] = {}
    linhas = chain(_das_mudancas(saidas), _dos_pedidos(em, saidas), _dos_passos(), _do_que_se_disse())
    refeito = _somar((chave, 1) for chave in linhas)
    return sum(contado[qual] != refeito[qual] for qual in contado.keys() | refeito.keys())


def _somar(chaves: Iterable[tuple[Iterable[Any], int]]) -> defaultdict[tuple[date, str], Soma]:
    somas: defaultdict[tuple[date, str], Soma] = defaultdict(Soma)
    for chave, n in chaves:
        toda = tuple(chave)
        soma = somas[toda[0], toda[len(DE_QUE) + 1]]
        soma.n += n
        soma.marca += n * hash(toda)
    return somas


def _chave(
    em: datetime,
    de_que: Iterable[Any],
    medida: str,
    valor: str = "",
    prazo: str = "",
    tempo: int | None = None,
) -> Chave:
    return (timezone.localdate(em), *de_que, medida, valor, prazo, tempo)


def _ler(linhas: QuerySet[Any], *campos: str, caso: str = "") -> Iterator[tuple[list[Any], Any]]:
    """De que é cada linha, como em DE_QUE, e os campos. `caso` é o caminho até o pedido, como `caso__`."""
    segue = Func(
        *(f"{caso}{campo}" for campo in ("principal", "unidade", "servico")),
        function="public.solicitacoes_segue",
        output_field=BooleanField(),
    )
    anotadas = linhas.annotate(
        da_importada=Q(**{f"{caso}procedencia": Solicitacao.Procedencia.IMPORTADA}),
        da_junta=Q(**{f"{caso}principal__isnull": False}) & Q(segue),
    )
    de_que = [f"{caso}{campo}" if campo in DO_PEDIDO else f"da_{campo}" for campo in DE_QUE]
    for linha in anotadas.values_list(*de_que, *campos).iterator(LEITURA):
        servico, distrito, unidade, canal, *marcas = linha[: len(DE_QUE)]
        yield [servico, distrito, unidade, canal, *map(bool, marcas)], linha[len(DE_QUE) :]


def _dos_pedidos(em: datetime, saidas: Mapping[int, datetime]) -> Iterator[Chave]:
    """Cada pedido: que se abriu, como está ou como acabou e, aqui, quanto ficou na última unidade."""
    campos = ("pk", "aberta_em", "encerrada_em", "vence_em", "venceu", "do_orgao")
    estado = ("parada_em", "responsavel", "transferencias", "devolucoes")
    fim = ("situacao", "desfecho", "motivo_de_recusa")
    pedidos = Solicitacao.objects.order_by().annotate(venceu=vencida(em), do_orgao=prometida())
    for de_que, lidos in _ler(pedidos, *campos, *estado, *fim):
        pk, abriu, acabou, vence, venceu, prometido, *resto = lidos
        parada, responsavel, transferencias, devolucoes, *resultado = resto
        importada = de_que[IMPORTADA]
        prazo = PRAZOS[prometido, venceu if acabou is None else acabou > vence]
        yield _chave(abriu, de_que, M.PEDIDA)
        if acabou is None:
            yield _chave(abriu, de_que, M.ABERTA, prazo=prazo)
            marcas = {M.PARADA: parada, M.DE_VOLTA: devolucoes, M.SEM_NINGUEM: responsavel is None}
            yield from (_chave(abriu, de_que, medida) for medida, tem in marcas.items() if tem)
            continue
        yield _chave(acabou, de_que, M.ENCERRADA, _resultado(*resultado), prazo, _dias(abriu, acabou))
        marcas = {M.MUDADA: transferencias, M.VOLTADA: devolucoes}
        yield from (_chave(acabou, de_que, medida) for medida, tem in marcas.items() if tem)
        if not importada:
            yield _chave(acabou, de_que, M.PERMANENCIA, tempo=_dias(saidas.get(pk, abriu), acabou))


def _resultado(situacao: str, desfecho: str, motivo: str) -> str:
    """O desfecho ou, sem ele, o indeferimento, com o motivo, ou a desistência."""
    return desfecho or "_".join(filter(None, (SEM_DESFECHO[Situacao(situacao)], motivo)))


def _dias(de: datetime, ate: datetime) -> int:
    return (timezone.localdate(ate) - timezone.localdate(de)).days


def _dos_passos() -> Iterator[Chave]:
    passos = Andamento.objects.order_by().filter(tipo__in=PASSOS)
    for de_que, (tipo, em) in _ler(passos, "tipo", "em", caso="caso__"):
        yield _chave(em, de_que, PASSOS[tipo])


def _das_mudancas(saidas: dict[int, datetime]) -> Iterator[Chave]:
    """Cada saída de uma unidade; guarda em `saidas` a última de cada pedido."""
    unidades = dict(Unidade.objects.values_list("sigla", "pk"))
    passos = Andamento.objects.filter(mudancas__has_key="unidade").order_by("caso", "ordem")
    lidos = _ler(passos, "caso", "tipo", "em", "caso__aberta_em", "mudancas__unidade", caso="caso__")
    sairam = ((de_que, passo) for de_que, passo in lidos if passo[-1][0])
    for caso, do_caso in groupby(sairam, key=lambda lido: lido[1][0]):
        seguidos = list(do_caso)
        for (de_que, (_, tipo, em, abriu, (de, _para))), seguinte in zip_longest(seguidos, seguidos[1:]):
            servico, distrito, _unidade, *resto = de_que
            da_saida = [servico, distrito, unidades.get(de), *resto]
            if tipo in MUDANCAS and not (seguinte and seguinte[1][1] == Tipo.ENGANO):
                yield _chave(em, da_saida, MUDANCAS[tipo])
            if not de_que[IMPORTADA]:
                yield _chave(em, da_saida, M.PERMANENCIA, tempo=_dias(saidas.get(caso, abriu), em))
            saidas[caso] = em


def _do_que_se_disse() -> Iterator[Chave]:
    ditas = Satisfacao.objects.order_by()
    for de_que, (em, *respostas) in _ler(
        ditas, "em", "resolveu", "nota", "no_prazo", "clareza", caso="caso__"
    ):
        for medida, valor in zip((M.RESOLVIDO, M.NOTA, M.NO_TEMPO, M.CLAREZA), respostas, strict=True):
            if valor:
                yield _chave(em, de_que, medida, str(valor))
