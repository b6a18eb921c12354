"""Os pedidos abertos em volta de um lugar, para qualquer pessoa: o que se conta de um igual, e nada mais.

Só do serviço que o Guia marca `publica`, e do dia seguinte em diante (docs/adr/0090). O lugar de cada um é o
meio do quadrado em que ele está: quem medir de muitos pontos só acha o quadrado (docs/adr/0059).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from guia.models import VersaoDoServico
from roteamento.grade import MAIS_FUNDO, Quadrado, quadrado_de
from roteamento.models import Logradouro
from solicitacoes.models import Solicitacao
from solicitacoes.pedidos_iguais import (
    AINDA_ESPERAM,
    DO_IGUAL,
    METROS_POR_GRAU,
    Igual,
    como_se_conta,
    ja_publicados,
    quantos_apoiam,
)

RAIOS = (300, 600, 1200)
"""Metros em volta: o primeiro é o que se mostra, os outros se pedem."""
DE_QUEM_OLHA = 10
"""O nível do quadrado em que se guarda, no endereço da página, o lugar de quem olha: 68 metros."""
LIDOS = 300
"""Quantos se leem, os mais novos; no raio maior do centro da cidade pode haver mais."""


@dataclass(frozen=True, slots=True)
class Achado:
    """Um pedido de perto: o que se conta dele e o quadrado em que está."""

    igual: Igual
    quadrado: Quadrado


def em_volta_de(centro: Quadrado, raio: int, agora: datetime) -> list[Achado]:
    """Os abertos a até `raio` metros do meio do quadrado, os mais perto primeiro; até `LIDOS`.

    Fica de fora o que não tem ponto seu: o da rua pode estar a um quilômetro do problema.
    """
    lat, lon = centro.meio
    graus = (raio + quanto_mede(MAIS_FUNDO)) / METROS_POR_GRAU
    de_lado = graus / math.cos(math.radians(lat))
    da_rua = Logradouro.objects.filter(lat=OuterRef("lat"), lon=OuterRef("lon"))
    no_quadro = Solicitacao.objects.filter(
        encerrada_em=None,
        principal=None,
        lat__range=(lat - graus, lat + graus),
        lon__range=(lon - de_lado, lon + de_lado),
        aberta_em__gte=agora - AINDA_ESPERAM,
    )
    vencido = Exists(Solicitacao.objects.vencidas(agora).prometidas().filter(pk=OuterRef("pk")))
    linhas = (
        ja_publicados(no_quadro, agora)
        .exclude(Exists(da_rua))
        .order_by("-aberta_em", "pk")
        .annotate(vencido=vencido, quantos=quantos_apoiam())
        .values("lat", "lon", "versao_servico__titulo", "versao_servico__nome", *DO_IGUAL)[:LIDOS]
    )
    achados = []
    for linha in linhas:
        quadrado = quadrado_de(linha["lat"], linha["lon"], MAIS_FUNDO)
        metros = metros_entre(centro.meio, quadrado.meio)
        if metros <= raio:
            igual = como_se_conta(linha, _servico(linha), metros, agora)
            achados.append(Achado(igual, quadrado))
    return sorted(achados, key=lambda achado: achado.igual.metros or 0)


def _servico(linha: Mapping[str, Any]) -> str:
    """Como o cidadão chama o serviço, da versão do pedido."""
    versao = VersaoDoServico(titulo=linha["versao_servico__titulo"], nome=linha["versao_servico__nome"])
    return versao.chamado


def metros_entre(um: tuple[float, float], outro: tuple[float, float]) -> float:
    """Em linha reta; no tamanho de um bairro a Terra é plana."""
    norte = (outro[0] - um[0]) * METROS_POR_GRAU
    leste = (outro[1] - um[1]) * METROS_POR_GRAU * math.cos(math.radians(um[0]))
    return math.hypot(norte, leste)


def quanto_mede(nivel: int) -> float:
    """Metros da diagonal de um quadrado deste nível."""
    sul, oeste, norte, leste = quadrado_de(-23.55, -46.63, nivel).limites
    return metros_entre((sul, oeste), (norte, leste))
