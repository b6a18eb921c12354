"""O que se abriu e o que se encerrou num lugar, dia a dia, dos serviços públicos.

Só até ontem: o que se publica no dia seguinte não diz a hora em que aconteceu.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from guia.models import Servico
from protocolo.prazos.em_palavras import no_calendario
from protocolo.prazos.relogio import comeco_do_dia
from roteamento.models import Distrito
from solicitacoes.models import Solicitacao, SolicitacaoQuerySet
from solicitacoes.pedidos_iguais import ja_publicados, na_internet

UM_DIA = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Lugar:
    """De onde e de que serviço se conta; sem distrito é a cidade, e sem serviço, todos os públicos."""

    distrito: Distrito | None
    servico: Servico | None = None

    def pedidos(self) -> SolicitacaoQuerySet:
        """Os que se mostram a qualquer pessoa."""
        casos = ja_publicados(Solicitacao.objects.all(), timezone.now())
        if self.distrito:
            casos = casos.filter(distrito=self.distrito)
        if self.servico:
            casos = casos.filter(servico=self.servico)
        return casos.select_related("versao_servico", "distrito")

    def __str__(self) -> str:
        onde = self.distrito.nome if self.distrito else "São Paulo"
        return f"{self.servico.titulo} em {onde}" if self.servico else onde


@dataclass(frozen=True, slots=True)
class Novidade:
    """Um pedido que se abriu ou se encerrou num dia."""

    dia: date
    caso: Solicitacao
    encerrou: bool

    @property
    def o_que(self) -> str:
        """Em uma palavra."""
        return "Encerrado" if self.encerrou else "Pedido"

    @property
    def servico(self) -> str:
        """Como o cidadão chama o serviço."""
        return self.caso.versao_servico.chamado

    @property
    def chave(self) -> str:
        """O que vai no endereço da página do pedido."""
        return na_internet(self.caso)


def ontem(agora: datetime) -> date:
    """O último dia inteiro: até ele se conta."""
    return timezone.localdate(agora) - UM_DIA


def novidades(lugar: Lugar, de: date, ate: date, limite: int) -> list[Novidade]:
    """As dos dias `de` a `ate`, incluídos, as mais novas primeiro; até `limite`."""
    todas = [*_de(lugar, "aberta_em", de, ate, limite), *_de(lugar, "encerrada_em", de, ate, limite)]
    return sorted(todas, key=lambda uma: (uma.dia, uma.caso.pk, uma.encerrou), reverse=True)[:limite]


def quantas(lugar: Lugar, de: date, ate: date) -> tuple[int, int]:
    """Quantos se abriram e quantos se encerraram nesses dias."""
    return _entre(lugar, "aberta_em", de, ate).count(), _entre(lugar, "encerrada_em", de, ate).count()


def _de(lugar: Lugar, campo: str, de: date, ate: date, limite: int) -> Iterator[Novidade]:
    for caso in _entre(lugar, campo, de, ate).order_by(f"-{campo}", "-pk")[:limite]:
        yield Novidade(no_calendario(getattr(caso, campo)), caso, campo == "encerrada_em")


def _entre(lugar: Lugar, campo: str, de: date, ate: date) -> SolicitacaoQuerySet:
    limites = {f"{campo}__gte": comeco_do_dia(de), f"{campo}__lt": comeco_do_dia(ate + UM_DIA)}
    return lugar.pedidos().filter(**limites)
