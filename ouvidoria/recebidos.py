"""A mesa de quem a Ouvidoria consulta: o que recebeu, os filtros da URL e os números do alto."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from guia.models import Orgao
from mesas.paginacao import FiltrosDaUrl, Ordem
from ouvidoria.models import Encaminhamento
from ouvidoria.situacoes import Destino, TipoDeManifestacao

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from contas.autor import Autor
    from ouvidoria.models import EncaminhamentoQuerySet

ENCERRADAS = "encerradas"
SITUACOES = {
    "": "Por responder",
    "atrasadas": "Só as atrasadas",
    "devolvidas": "Só as devolvidas",
    ENCERRADAS: "Já respondidas ou retiradas",
}
ESTADOS = {
    "por_responder": ("azul", "Por responder"),
    "em_apuracao": ("petroleo", "Em apuração"),
    "devolvido": ("vermelho", "Devolvida: refazer a resposta"),
    "respondido": ("verde", "Respondida"),
    "retirado": ("neutra", "Retirada pela Ouvidoria"),
}
"""Cor e palavra de cada estado de um encaminhamento."""
_DA_LINHA = """
    orgao manifestacao manifestacao__solicitacao manifestacao__solicitacao__versao_servico
    orgao__sigla externo destino vence_em contagem enviado_em encerrado_em recolhido_em devolucoes
    prorrogada_em manifestacao__tipo manifestacao__protocolo manifestacao__solicitacao__protocolo
    manifestacao__solicitacao__versao_servico__nome manifestacao__solicitacao__versao_servico__sigilosa
""".split()  # noqa: SIM905  a lista em uma coluna por linha ocuparia meia tela
"""As colunas que a lista lê. Nenhum texto, e ninguém que se manifeste."""


def de(autores: Sequence[Autor]) -> EncaminhamentoQuerySet:
    """Os encaminhamentos que a pessoa recebeu, em todos os papéis que tem."""
    recebidos = Encaminhamento.objects.none()
    for por in autores:
        recebidos = recebidos | Encaminhamento.objects.visiveis_para(por)
    return recebidos


def linhas(primeiras: QuerySet[Any, Any]) -> EncaminhamentoQuerySet:
    """As linhas da página, só com o que a lista mostra."""
    relacoes = ("orgao", "manifestacao__solicitacao__versao_servico")
    da_pagina = Encaminhamento.objects.filter(pk__in=primeiras.values("pk")).select_related(*relacoes)
    return da_pagina.only(*_DA_LINHA).order_by(*primeiras.query.order_by)


def contar(recebidos: EncaminhamentoQuerySet, agora: datetime) -> dict[str, int]:
    """Os números do alto, numa consulta só: o que espera quem abre a página."""
    atrasada = Q(destino=Destino.ORGAO, parada_em=None, vence_em__lt=agora)
    contas: dict[str, int] = recebidos.pendentes().aggregate(
        por_responder=Count("pk"),
        atrasadas=Count("pk", filter=atrasada),
        devolvidas=Count("pk", filter=Q(devolucoes__gt=0)),
    )
    return contas


def orgaos(autores: Sequence[Autor]) -> list[tuple[str, str]]:
    """Os órgãos por que a pessoa responde, para o filtro; nenhum se é um só."""
    chaves = {chave for por in autores for chave in por.orgaos}
    achados = list(Orgao.objects.filter(pk__in=chaves).order_by("sigla").values_list("sigla", "nome"))
    return [(sigla, f"{sigla}: {nome}") for sigla, nome in achados] if len(achados) > 1 else []


@dataclass(frozen=True, slots=True)
class Filtros(FiltrosDaUrl):
    """O que está na URL. Valor desconhecido é ignorado: um endereço mal copiado nunca quebra a página."""

    situacao: str = ""
    tipo: str = ""
    orgao: str = ""

    @classmethod
    def ler(cls, parametros: Mapping[str, str]) -> Filtros:
        situacao, tipo = parametros.get("situacao", ""), parametros.get("tipo", "")
        return cls(
            situacao=situacao if situacao in SITUACOES else "",
            tipo=tipo if tipo in TipoDeManifestacao.values else "",
            orgao=parametros.get("orgao", "").replace("\0", "").strip()[:60],
        )

    @property
    def das_encerradas(self) -> bool:
        return self.situacao == ENCERRADAS

    @property
    def ordem(self) -> Ordem:
        """As pendentes, pelo prazo; as encerradas, da última para a primeira."""
        return Ordem("encerrado_em", decrescente=True) if self.das_encerradas else Ordem("vence_em")

    def aplicar(self, recebidos: EncaminhamentoQuerySet, agora: datetime) -> EncaminhamentoQuerySet:
        """O que estes filtros escolhem."""
        if self.das_encerradas:
            escolhidos = recebidos.filter(encerrado_em__isnull=False)
        elif self.situacao == "atrasadas":
            escolhidos = recebidos.vencidos(agora)
        else:
            escolhidos = recebidos.pendentes()
        if self.situacao == "devolvidas":
            escolhidos = escolhidos.filter(devolucoes__gt=0)
        if self.tipo:
            escolhidos = escolhidos.filter(manifestacao__tipo=self.tipo)
        return escolhidos.filter(orgao__sigla=self.orgao) if self.orgao else escolhidos
