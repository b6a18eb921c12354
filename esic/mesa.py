"""A lista do SIC: os filtros da URL, os números do alto e os órgãos por que ninguém responde."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from contas.papeis import Papel
from esic.models import Pedido
from guia.models import Orgao
from mesas.paginacao import FiltrosDaUrl, Ordem
from roteamento.designados import orgaos_sem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from contas.autor import Autor
    from esic.models import PedidoQuerySet

SITUACOES = {
    "": "Por responder",
    "atrasados": "Só os atrasados",
    "cumprir": "Por cumprir",
    "perguntados": "Quem decide perguntou",
    "respondidos": "Respondidos, ainda abertos",
    "encerrados": "Encerrados",
}
ORDENS = {
    "cumprir": Ordem("cumprir_ate"),
    "respondidos": Ordem("respondido_em", decrescente=True),
    "encerrados": Ordem("encerrada_em", decrescente=True),
}
"""Os por responder vão pelo prazo, o mais perto primeiro."""


def contar(pedidos: PedidoQuerySet, agora: datetime) -> dict[str, int]:
    """Os números do alto."""
    contas: dict[str, int] = pedidos.sem_resposta().aggregate(
        por_responder=Count("pk"), atrasados=Count("pk", filter=Q(vence_em__lt=agora))
    )
    contas["cumprir"] = pedidos.por_cumprir().count()
    contas["perguntados"] = pedidos.perguntados().count()
    return contas


def orgaos(por: Autor) -> list[tuple[str, str]]:
    """Os órgãos para o filtro: os da pessoa, ou todos à Ouvidoria; nenhum se é um só."""
    achados = Orgao.objects.order_by("sigla")
    if por.papel != Papel.OUVIDORIA:
        achados = achados.filter(pk__in=por.orgaos)
    nomes = [(orgao.sigla, f"{orgao.sigla}: {orgao.nome}") for orgao in achados]
    return nomes if len(nomes) > 1 else []


def sem_sic(hoje: date) -> list[Orgao]:
    """Os órgãos sem SIC que têm pedido por responder: só a Ouvidoria pode dar-lhes destino."""
    parados = Pedido.objects.sem_resposta().values("orgao")
    return list(orgaos_sem(Papel.SIC, hoje).filter(pk__in=parados))


@dataclass(frozen=True, slots=True)
class Filtros(FiltrosDaUrl):
    """O que está na URL. Valor desconhecido é ignorado: um endereço mal copiado nunca quebra a página."""

    situacao: str = ""
    orgao: str = ""
    sem_sic: str = ""

    @classmethod
    def ler(cls, parametros: Mapping[str, str]) -> Filtros:
        situacao = parametros.get("situacao", "")
        return cls(
            situacao=situacao if situacao in SITUACOES else "",
            orgao=parametros.get("orgao", "").replace("\0", "").strip()[:20],
            sem_sic="sim" if parametros.get("sem_sic") == "sim" else "",
        )

    @property
    def ordem(self) -> Ordem:
        return ORDENS.get(self.situacao, Ordem("vence_em"))

    def aplicar(
        self, pedidos: PedidoQuerySet, agora: datetime, sem_ninguem: Sequence[Orgao]
    ) -> PedidoQuerySet:
        """O que estes filtros escolhem."""
        match self.situacao:
            case "atrasados":
                escolhidos = pedidos.vencidos(agora)
            case "cumprir":
                escolhidos = pedidos.por_cumprir()
            case "perguntados":
                escolhidos = pedidos.perguntados()
            case "respondidos":
                escolhidos = pedidos.abertos().filter(respondido_em__isnull=False)
            case "encerrados":
                escolhidos = pedidos.filter(encerrada_em__isnull=False)
            case _:
                escolhidos = pedidos.sem_resposta()
        if self.sem_sic:
            escolhidos = escolhidos.filter(orgao__in=sem_ninguem)
        return escolhidos.filter(orgao__sigla=self.orgao) if self.orgao else escolhidos
