"""A mesa de quem a Ouvidoria consulta: o que recebeu, os filtros da URL e os números do alto."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from contas.autor import Autor
from guia.models import Orgao
from mesas import filtros as filtro
from mesas.lista import Lista, Vista, opcoes_de_orgao
from mesas.paginacao import Ordem
from ouvidoria.models import Encaminhamento, EncaminhamentoQuerySet
from ouvidoria.situacoes import TipoDeManifestacao

VISTAS = {
    "": Vista("Por responder", lambda recebidos, _agora: recebidos.pendentes()),
    "atrasadas": Vista("Só os atrasados", lambda recebidos, agora: recebidos.vencidos(agora)),
    "devolvidas": Vista(
        "Só os devolvidos", lambda recebidos, _agora: recebidos.pendentes().filter(devolucoes__gt=0)
    ),
    "encerradas": Vista(
        "Já respondidos ou retirados",
        lambda recebidos, _agora: recebidos.filter(encerrado_em__isnull=False),
        Ordem("encerrado_em", decrescente=True),
    ),
}
"""As pendentes vão pelo prazo; as encerradas, da última para a primeira."""
CONTADORES = {
    "": "por responder",
    "situacao=atrasadas": "atrasado,atrasados",
    "situacao=devolvidas": "devolvido,devolvidos",
}
"""Os números do alto, pelo que contam: o que espera quem abre a página."""
ESTADOS = {
    "por_responder": ("azul", "Por responder"),
    "em_apuracao": ("petroleo", "Em apuração"),
    "devolvido": ("vermelho", "Devolvido: refazer a resposta"),
    "respondido": ("verde", "Respondido"),
    "retirado": ("neutra", "Retirado pela Ouvidoria"),
}
"""Cor e palavra de cada estado de um encaminhamento."""
_DA_LINHA = """
    orgao manifestacao manifestacao__solicitacao manifestacao__solicitacao__versao_servico
    orgao__sigla externo destino vence_em contagem enviado_em encerrado_em recolhido_em devolucoes
    prorrogada_em manifestacao__tipo manifestacao__protocolo manifestacao__solicitacao__protocolo
    manifestacao__solicitacao__versao_servico__nome manifestacao__solicitacao__sigilosa
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


def orgaos(autores: Sequence[Autor]) -> dict[str, list[tuple[str, str]]]:
    """Os órgãos por que a pessoa responde, para o filtro."""
    chaves = {chave for por in autores for chave in por.orgaos}
    return opcoes_de_orgao(Orgao.objects.filter(pk__in=chaves))


@dataclass(frozen=True)
class Recebidos(Lista):
    """O que chegou a quem a Ouvidoria consulta, de todos os órgãos da pessoa."""

    trazer = staticmethod(linhas)

    situacao: str = filtro.vista(VISTAS)
    tipo: str = filtro.escolha("Tipo", TipoDeManifestacao.choices, onde="manifestacao__tipo")
    orgao: str = filtro.escolha("Órgão", onde="orgao__sigla")
