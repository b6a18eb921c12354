"""O que espera alguém da Prefeitura num pedido de informação: de quem é, até quando e como se diz.

Nenhum recado diz de quem é o pedido nem o que se pediu.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from avisos.models import Notificacao
from contas.papeis import Papel
from esic.models import Andamento, Lembrete, Pedido, ReclamacaoPorOmissao, Recurso
from esic.situacoes import Instancia, Situacao
from roteamento.pendencias import Pendencia

Quem = Lembrete.Quem

# --- as linhas que esperam ------------------------------------------------------------------


def _por_responder() -> QuerySet[Any]:
    """Sem resposta; os que a Ouvidoria já mandou responder esperam por outro prazo."""
    mandadas = ReclamacaoPorOmissao.objects.filter(pedido=OuterRef("pk"), responder_ate__isnull=False)
    return Pedido.objects.sem_resposta().filter(~Exists(mandadas)).select_related("orgao")


def _mandadas() -> QuerySet[Any]:
    mandadas = ReclamacaoPorOmissao.objects.filter(
        responder_ate__isnull=False, pedido__respondido_em=None, pedido__encerrada_em=None
    )
    return mandadas.select_related("pedido__orgao")


def _por_cumprir() -> QuerySet[Any]:
    """Enquanto outra instância não está com o pedido."""
    por_cumprir = Recurso.objects.por_cumprir().filter(pedido__situacao=Situacao.DECIDIDO)
    return por_cumprir.select_related("pedido__orgao")


def _perguntas() -> QuerySet[Any]:
    return Andamento.objects.perguntas_em_aberto().select_related("caso__orgao")


def _por_decidir(instancia: Instancia) -> Callable[[], QuerySet[Any]]:
    return lambda: Recurso.objects.por_decidir().filter(instancia=instancia).select_related("pedido__orgao")


def _reclamacoes() -> QuerySet[Any]:
    abertas = ReclamacaoPorOmissao.objects.filter(decidida_em=None, pedido__encerrada_em=None)
    return abertas.select_related("pedido__orgao")


# --- quem as tem ----------------------------------------------------------------------------

_pendencia = partial(Pendencia, tipo=Notificacao.Tipo.INFORMACAO)
_do_sic = partial(
    _pendencia, papel=Papel.SIC, quem=Quem.SIC, pagina="sic:pedido", sem_ninguem="{} está sem SIC"
)
_de_quem_julga = partial(_pendencia, caso="pedido", pagina="recursos:recurso")
_do_recurso = partial(
    _de_quem_julga,
    chave="esic/r{pk}/{pedido__orgao_id}",
    chegou="Recurso de pedido de informação a decidir até {}",
    falta="Recurso de pedido de informação por decidir",
    atraso="atrasado",
)

PEDIDO = _do_sic(
    linhas=_por_responder,
    chave="esic/p{pk}/{orgao_id}",
    chegou="Pedido de informação a responder até {}",
    falta="Pedido de informação por responder",
    atraso="atrasado",
)
MANDADA = _do_sic(
    linhas=_mandadas,
    chave="esic/m{pk}/{pedido__orgao_id}",
    caso="pedido",
    chegou="A Ouvidoria mandou responder até {}",
    falta="Resposta que a Ouvidoria mandou dar",
    ate="responder_ate",
    atraso="atrasada",
)
CUMPRIR = _do_sic(
    linhas=_por_cumprir,
    chave="esic/c{pk}/{pedido__orgao_id}",
    caso="pedido",
    chegou="Decisão de recurso a cumprir até {}",
    falta="Decisão de recurso por cumprir",
    ate="cumprir_ate",
    atraso="atrasada",
)
PERGUNTA = _do_sic(
    linhas=_perguntas,
    quem=Quem.ESCLARECE,
    chave="esic/q{pk}/{caso__orgao_id}",
    caso="caso",
    chegou="Pergunta de quem decide um recurso a responder",
    falta="Pergunta de quem decide um recurso por responder",
    ate="em",
)
RECLAMACAO = _de_quem_julga(
    linhas=_reclamacoes,
    papel=Papel.OUVIDORIA,
    quem=Quem.OUVIDORIA,
    chave="esic/o{pk}/{pedido__orgao_id}",
    chegou="Reclamação pela falta de resposta a decidir até {}",
    falta="Reclamação pela falta de resposta por decidir",
    atraso="atrasada",
)
RECURSO = {
    Instancia.PRIMEIRA: _do_recurso(
        linhas=_por_decidir(Instancia.PRIMEIRA),
        papel=Papel.AUTORIDADE,
        quem=Quem.AUTORIDADE,
        sem_ninguem="{} está sem autoridade designada",
    ),
    Instancia.SEGUNDA: _do_recurso(
        linhas=_por_decidir(Instancia.SEGUNDA), papel=Papel.OUVIDORIA, quem=Quem.OUVIDORIA
    ),
    Instancia.TERCEIRA: _do_recurso(
        linhas=_por_decidir(Instancia.TERCEIRA),
        papel=Papel.CMAI,
        quem=Quem.CMAI,
        sem_ninguem="ninguém está designado na Comissão",
        chegou="Recurso de pedido de informação à espera da Comissão",
        falta="Recurso à Comissão, espera",
        atraso="",
    ),
}
PENDENCIAS = (PEDIDO, MANDADA, CUMPRIR, PERGUNTA, RECLAMACAO, *RECURSO.values())
"""Todas: a rotina da manhã lembra de cada uma, e quem é designado depois recebe o que já o espera."""
