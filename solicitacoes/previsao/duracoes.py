"""Quanto tem levado um pedido, contados também os que ainda não terminaram.

Só com os terminados, um serviço que deixa metade sem resposta pareceria rápido. A conta é a de Kaplan e
Meier: a cada dia, a parte dos pedidos ainda abertos que terminou nele; quem tem menos dias de aberto que
isso, ou foi cancelado antes por quem pediu, sai da conta sem ter terminado.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Case, Count, DateTimeField, F, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate

from protocolo.prazos.relogio import comeco_do_dia
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao

METADE = 0.5
NOVE_EM_DEZ = 0.1
"""A parte que ainda não terminou quando terminaram nove em dez."""
MINIMO = 50
"""Com menos pedidos que isto, nada se diz do serviço."""
MINIMO_NO_LUGAR = 100

type Onde = tuple[int, int | None]
"""O serviço e a subprefeitura; None é a cidade inteira."""


@dataclass(slots=True)
class Duracoes:
    """Quantos pedidos terminaram, e de quantos só se sabe que não tinham terminado, depois de tantos dias."""

    terminaram: Counter[int] = field(default_factory=Counter)
    deixados: Counter[int] = field(default_factory=Counter)

    @property
    def pedidos(self) -> int:
        return self.terminaram.total() + self.deixados.total()

    def terminaram_ate(self, dia: int) -> int:
        return sum(quantos for em, quantos in self.terminaram.items() if em <= dia)

    def em_que_dia(self, resta: float) -> int | None:
        """O primeiro dia em que a parte por terminar desce até `resta`; None se não desceu."""
        ainda, abertos = 1.0, self.pedidos
        for dia in sorted(self.terminaram | self.deixados):
            ainda *= 1 - self.terminaram[dia] / abertos
            if round(ainda, 9) <= resta:
                return dia
            abertos -= self.terminaram[dia] + self.deixados[dia]
        return None


def bastam(onde: Onde, duracoes: Duracoes) -> bool:
    """São pedidos que chegam para se falar deste serviço neste lugar?"""
    return duracoes.pedidos >= (MINIMO if onde[1] is None else MINIMO_NO_LUGAR)


def no_ano_antes(pedidos: QuerySet[Solicitacao], mes: date) -> QuerySet[Solicitacao]:
    """Os abertos nos doze meses antes deste, de que `mes` é o primeiro dia."""
    um_ano_antes = mes.replace(year=mes.year - 1)
    return pedidos.filter(aberta_em__gte=comeco_do_dia(um_ano_antes), aberta_em__lt=comeco_do_dia(mes))


def contar(pedidos: QuerySet[Solicitacao], em: datetime) -> dict[Onde, Duracoes]:
    """Os dias de cada pedido, como se sabiam em `em`, por serviço, na cidade e em cada subprefeitura."""
    fim = Case(
        When(encerrada_em__lt=em, then=F("encerrada_em")), default=Value(em), output_field=DateTimeField()
    )
    terminou = Q(encerrada_em__lt=em) & ~Q(situacao=Situacao.CANCELADA)
    linhas = (
        pedidos.order_by()
        .annotate(dias=TruncDate(fim) - TruncDate("aberta_em"), terminou=terminou)
        .values_list("servico", "subprefeitura", "dias", "terminou")
        .annotate(quantos=Count("pk"))
    )
    contados: defaultdict[Onde, Duracoes] = defaultdict(Duracoes)
    for servico, subprefeitura, dias, acabou, quantos in linhas:
        for onde in {(servico, None), (servico, subprefeitura)}:
            duracoes = contados[onde]
            (duracoes.terminaram if acabou else duracoes.deixados)[dias.days] += quantos
    return dict(contados)
