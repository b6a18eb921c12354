"""A massa do acesso à informação: pedidos de dois anos, com recursos, andamentos e quem responde por eles."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from itertools import batched
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from contas.models import Interessado, Usuario
from contas.papeis import Papel
from esic.models import Andamento, Pedido, Recurso
from esic.situacoes import Decisao, Instancia, MotivoDeRecurso, Situacao, Tipo
from guia.models import Orgao
from protocolo import numero
from protocolo.models import Canal
from protocolo.prazos.contagem import Contagem
from roteamento.models import Designacao
from tests.medicao.banco import arrumar
from tests.medicao.massa_da_caixa import CHAVE, LOTE, SEMENTE, alguem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

ABERTOS_A_CADA_CEM = 25
"""Um em cada quatro está aberto."""
SITUACOES = [
    *[Situacao.EM_TRAMITACAO] * 80,
    *[Situacao.RESPONDIDO] * 12,
    *[Situacao.EM_RECURSO] * 6,
    *[Situacao.DECIDIDO] * 2,
]
"""Dos abertos: quase todos esperam a resposta."""
MAIS_ANTIGO = 27
"""Dias de um aberto: com 20 de prazo, um quarto está atrasado."""
TEXTO = "A pessoa diz em algumas linhas a informação que quer, de que período e em que formato. " * 4
RELOGIO: dict[str, Any] = {"quantidade": 20, "contagem": Contagem.CORRIDOS, "base_legal": "medição"}
UM_DIA = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Massa:
    """O SIC do órgão que mais recebe, a Ouvidoria, e um pedido desse órgão com quem o fez."""

    sic: Usuario
    ouvidoria: Usuario
    municipe: Usuario
    pedido: Pedido


def preparar(quantos: int, agora: datetime) -> Massa:
    """Grava os pedidos em lotes, com um SIC e uma autoridade por órgão, e as estatísticas. Repete-se."""
    orgaos = list(Orgao.objects.order_by("sigla"))
    pessoas = {orgao.pk: _designar(Papel.SIC, orgao, agora) for orgao in orgaos}
    for orgao in orgaos:
        _designar(Papel.AUTORIDADE, orgao, agora)
    ogm = Orgao.objects.get(sigla="OGM")
    ouvidoria = _designar(Papel.OUVIDORIA, ogm, agora)
    _designar(Papel.CMAI, ogm, agora)
    sorteio = random.Random(SEMENTE)  # noqa: S311  a mesma massa em toda medição
    for lote in batched(range(Pedido.objects.count(), quantos), LOTE):
        _gravar([_montar(n, sorteio, orgaos, agora) for n in lote], sorteio)
    arrumar()
    pedido = Pedido.objects.sem_resposta().filter(orgao=orgaos[0]).order_by("pk")[0]
    municipe = alguem("Pessoa de Medição", "municipe@medicao.invalid")
    Interessado.objects.filter(pedido=pedido).update(usuario=municipe)
    return Massa(sic=pessoas[orgaos[0].pk], ouvidoria=ouvidoria, municipe=municipe, pedido=pedido)


def _designar(papel: Papel, orgao: Orgao, agora: datetime) -> Usuario:
    quem = alguem(f"{papel.label} de {orgao.sigla}", f"{papel.value}.{orgao.pk}@medicao.invalid")
    desde = timezone.localdate(agora) - UM_DIA
    valem: dict[str, Any] = {"ato": "medição", "de": desde}
    Designacao.objects.get_or_create(usuario=quem, orgao=orgao, papel=papel, defaults=valem)
    return quem


def _montar(n: int, sorteio: random.Random, orgaos: Sequence[Orgao], agora: datetime) -> Pedido:
    aberto = n % 100 < ABERTOS_A_CADA_CEM
    situacao = sorteio.choice(SITUACOES) if aberto else Situacao.ENCERRADO
    ha = sorteio.uniform(0, MAIS_ANTIGO) if aberto else sorteio.uniform(60, 700)
    em = agora - timedelta(days=ha)
    respondido = None if situacao == Situacao.EM_TRAMITACAO else em + timedelta(days=min(ha, 15))
    recorre = respondido and respondido + 10 * UM_DIA
    return Pedido(
        protocolo=numero.gerar(numero.Processo.PEDIDO),
        chave_de_envio=f"{CHAVE}esic:{n}",
        canal=sorteio.choice([Canal.PORTAL, Canal.PORTAL, Canal.CARTA]),
        situacao=situacao,
        orgao=orgaos[int(len(orgaos) * sorteio.random() ** 3)],
        texto=TEXTO,
        aberta_em=em,
        registrada_em=em,
        encerrada_em=None if aberto else em + 40 * UM_DIA,
        decisao=sorteio.choice([Decisao.CONCEDIDO, Decisao.INEXISTENTE]) if respondido else "",
        resposta=TEXTO if respondido else "",
        respondido_em=respondido,
        recorrer_ate=recorre if situacao in (Situacao.RESPONDIDO, Situacao.DECIDIDO) else None,
        conta_desde=em,
        vence_em=em + 20 * UM_DIA,
        calculada_em=agora,
        **RELOGIO,
    )


def _gravar(pedidos: Sequence[Pedido], sorteio: random.Random) -> None:
    partes = Interessado.objects.bulk_create(
        Interessado(
            identidade=Interessado.Identidade.DECLARADA,
            nome="Pessoa de Medição",
            tipo_documento=Interessado.Documento.OUTRO,
            documento=pedido.protocolo,
            email=f"{pedido.protocolo}@exemplo.invalid",
        )
        for pedido in pedidos
    )
    for pedido, parte in zip(pedidos, partes, strict=True):
        pedido.interessado = parte
        pedido.versao = 2 if pedido.respondido_em else 1
    Pedido.objects.bulk_create(pedidos)
    Andamento.objects.bulk_create(passo for pedido in pedidos for passo in _passos(pedido))
    Recurso.objects.bulk_create(_recurso(pedido, sorteio) for pedido in pedidos if _tem_recurso(pedido))


def _tem_recurso(pedido: Pedido) -> bool:
    return pedido.situacao in (Situacao.EM_RECURSO, Situacao.DECIDIDO)


def _passos(pedido: Pedido) -> list[Andamento]:
    tipos = [(Tipo.REGISTRO, pedido.aberta_em), (Tipo.RESPOSTA, pedido.respondido_em)]
    return [
        Andamento(caso=pedido, ordem=ordem, tipo=tipo, alcance="publico", papel=Papel.SIC, em=em)
        for ordem, (tipo, em) in enumerate(tipos, start=1)
        if em
    ]


def _recurso(pedido: Pedido, sorteio: random.Random) -> Recurso:
    """Um por pedido; a instância anterior não importa para a conta."""
    aberto_em = pedido.respondido_em or pedido.aberta_em
    decidido = pedido.situacao == Situacao.DECIDIDO
    return Recurso(
        pedido=pedido,
        instancia=sorteio.choice(list(Instancia)),
        motivo=MotivoDeRecurso.INCOMPLETA,
        texto=TEXTO,
        aberto_em=aberto_em,
        resultado="indeferido" if decidido else "",
        decidido_em=aberto_em + UM_DIA if decidido else None,
        conta_desde=aberto_em,
        vence_em=aberto_em + 5 * UM_DIA,
        calculada_em=aberto_em,
        **{**RELOGIO, "quantidade": 5},
    )
