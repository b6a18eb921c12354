"""O que qualquer pessoa lê de um pedido público: nada que alguém escreveu, nenhuma hora, nenhum número.

Só do serviço que o Guia marca `publica` (`pedidos_iguais.publicos`). O ponto é o dos dados abertos, o meio de
um quadrado de 136 metros; sem distrito não se sabe onde é, e ele não se diz.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from protocolo.prazos.em_palavras import contados, dia, dias_passados, em_palavras
from referencia.enderecos import inteiro
from roteamento.grade import no_meio
from roteamento.mapa_desenhado import de_um_ponto
from solicitacoes.models import Andamento, Apoio, Solicitacao
from solicitacoes.pedidos_iguais import na_internet
from solicitacoes.situacoes import Desfecho, MotivoDeRecusa, Situacao

SEM_PRAZO_DO_ORGAO = "O órgão ainda não deu prazo a este serviço"
SEM_DADO = "Sem dado: o pedido vem da base histórica"
PARADO = "Parado, à espera de quem pediu"
NO_QUADRADO = "O meio de um quadrado de 136 metros em que está o pedido"


def lido(caso: Solicitacao, agora: datetime) -> dict[str, Any]:
    """Tudo o que a página diz do pedido de outra pessoa."""
    passos = caso.andamentos.filter(alcance=Andamento.Alcance.PUBLICO).order_by("-ordem")
    ponto = no_meio(caso.lat, caso.lon) if caso.distrito_id else None
    return {
        "caso": caso,
        "situacao": Situacao(caso.situacao).label,
        "onde": str(caso.distrito or caso.subprefeitura or ""),
        "linhas": [{"rotulo": nome, "valor": dito} for nome, dito in _linhas(caso, agora)],
        "desenho": de_um_ponto([ponto], NO_QUADRADO)[0],
        "passos": [(passo.frase, passo.em) for passo in passos],
        "apoios": Apoio.objects.filter(caso=caso).count(),
        "endereco": inteiro(reverse("solicitacoes:junto", args=[na_internet(caso)])),
    }


def _linhas(caso: Solicitacao, agora: datetime) -> Iterator[tuple[str, str]]:
    """Como acabou, que não é o mesmo que a situação, e os dias do pedido; nunca a hora."""
    if desfecho := _desfecho(caso):
        yield "Como acabou", desfecho
    ha = dias_passados(caso.aberta_em, agora)
    yield "Pedido em", f"{dia(caso.aberta_em)} ({f'há {contados(ha)}' if ha else 'hoje'})"
    yield "Prazo", _prazo(caso, agora)
    if caso.encerrada_em:
        levou = dias_passados(caso.aberta_em, caso.encerrada_em)
        yield "Encerrado em", f"{dia(caso.encerrada_em)} ({contados(levou) if levou else 'no mesmo dia'})"


def _desfecho(caso: Solicitacao) -> str:
    if caso.situacao == Situacao.INDEFERIDA:
        motivo = caso.motivo_de_recusa
        return f"Não se fez: {MotivoDeRecusa(motivo).label}" if motivo else SEM_DADO
    return Desfecho(caso.desfecho).label if caso.desfecho else ""


def _prazo(caso: Solicitacao, agora: datetime) -> str:
    """Só o que um órgão deu: o contado hoje para um pedido de outro tempo não se prometeu a ninguém."""
    if caso.procedencia == Solicitacao.Procedencia.IMPORTADA:
        return SEM_DADO
    if not caso.prometido:
        return SEM_PRAZO_DO_ORGAO
    if caso.parada_em:
        return PARADO
    prometido = f"prometido para {dia(caso.vence_em)}"
    return f"{prometido} ({em_palavras(caso.vence_em, agora)})" if caso.aberta else prometido
