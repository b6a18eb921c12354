"""O trabalho na rua: os pedidos escolhidos, na ordem do caminho, com o que a equipe precisa levar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from contas.autor import Autor
from protocolo.prazos.relogio import comeco_do_dia
from roteamento.models import Unidade
from solicitacoes.acoes.lote import MAXIMO
from solicitacoes.caixa.mensagens import Mensagem, desde_o_ultimo_ato
from solicitacoes.caixa.respostas_prontas import preencher
from solicitacoes.campo.ordem_de_visita import pelo_caminho
from solicitacoes.consultas import quantos_seguem, respostas_em_linhas
from solicitacoes.models import Anexo, ModeloDeResposta, Solicitacao
from solicitacoes.situacoes import Desfecho, Situacao

FOTOS_NA_ORDEM = 4
"""Quantas fotos cabem numa folha."""


@dataclass(frozen=True, slots=True)
class Parada:
    """Um lugar do dia: o pedido, as fotos, quantos o seguem, a resposta pronta e as mensagens."""

    numero: int
    caso: Solicitacao
    fotos: list[Anexo]
    juntos: int
    resposta: str
    mensagens: list[Mensagem] = field(default_factory=list)
    respostas: list[dict[str, Any]] = field(default_factory=list)

    @property
    def fotos_da_ordem(self) -> list[Anexo]:
        return self.fotos[:FOTOS_NA_ORDEM]


def escolhidos(por: Autor, unidade: Unidade, protocolos: Sequence[str], hoje: date) -> list[Solicitacao]:
    """Os abertos pedidos pelo protocolo; sem nenhum, os de quem olha marcados até hoje. No máximo MAXIMO.

    Vale a regra de sempre: só os que esta pessoa pode abrir, e desta caixa. Os juntados vão com o principal.
    """
    visiveis = Solicitacao.objects.visiveis_para(por).abertas().principais().filter(unidade=unidade)
    if protocolos:
        visiveis = visiveis.filter(protocolo__in=protocolos)
    else:
        visiveis = visiveis.filter(responsavel=por.usuario, agendada_para__lte=hoje)
    lidos = visiveis.select_related("servico", "versao_servico", "distrito", "unidade", "interessado")
    return list(lidos.na_ordem_da_caixa()[:MAXIMO])


def feitos(por: Autor, unidade: Unidade, protocolos: Sequence[str], agora: datetime) -> list[Solicitacao]:
    """Os da mesma lista já finalizados, o último primeiro: os escolhidos ou, sem escolha, os de hoje."""
    finalizados = Solicitacao.objects.visiveis_para(por).encerradas().filter(unidade=unidade)
    finalizados = finalizados.filter(situacao=Situacao.FINALIZADA)
    if protocolos:
        finalizados = finalizados.filter(protocolo__in=protocolos)
    else:
        hoje = timezone.localdate(agora)
        finalizados = finalizados.filter(
            encerrada_em__gte=comeco_do_dia(hoje), responsavel=por.usuario, agendada_para__lte=hoje
        )
    return list(finalizados.select_related("unidade").order_by("-encerrada_em", "-pk")[:MAXIMO])


def paradas(casos: Iterable[Solicitacao], agora: datetime) -> list[Parada]:
    """As paradas na ordem do caminho. Cinco consultas, quantos forem os pedidos."""
    em_ordem = pelo_caminho(list(casos))
    fotos = _fotos(em_ordem)
    juntos = quantos_seguem(em_ordem)
    mensagens = desde_o_ultimo_ato(em_ordem)
    modelos = ModeloDeResposta.objects.para(
        {caso.unidade_id for caso in em_ordem},
        {caso.servico_id for caso in em_ordem},
        ModeloDeResposta.Ato.FINALIZAR,
        Desfecho.REALIZADO,
    )
    return [
        Parada(
            numero=numero,
            caso=caso,
            fotos=fotos[caso.pk],
            juntos=juntos.get(caso.pk, 0),
            resposta=_resposta(caso, modelos, agora),
            mensagens=mensagens[caso.pk],
            respostas=respostas_em_linhas(caso.respostas),
        )
        for numero, caso in enumerate(em_ordem, start=1)
    ]


def _fotos(casos: Sequence[Solicitacao]) -> dict[int, list[Anexo]]:
    por_caso: dict[int, list[Anexo]] = defaultdict(list)
    for anexo in Anexo.objects.filter(caso__in=casos).order_by("caso", "ordem", "pk"):
        por_caso[anexo.caso_id].append(anexo)
    return por_caso


def _resposta(caso: Solicitacao, modelos: Iterable[ModeloDeResposta], agora: datetime) -> str:
    servem = (
        modelo
        for modelo in modelos
        if modelo.unidade_id in {None, caso.unidade_id} and modelo.servico_id in {None, caso.servico_id}
    )
    modelo = next(servem, None)
    return preencher(modelo.texto, caso, agora) if modelo else ""


def pontos(lugares: Iterable[Parada]) -> list[dict[str, Any]]:
    """Os pontos para o mapa: o número da parada e onde fica."""
    return [
        {
            "numero": parada.numero,
            "lat": parada.caso.lat,
            "lon": parada.caso.lon,
            "nome": parada.caso.endereco,
        }
        for parada in lugares
        if parada.caso.lat is not None and parada.caso.lon is not None
    ]
