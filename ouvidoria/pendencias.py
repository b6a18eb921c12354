"""O que espera alguém numa manifestação: de quem é, até quando e como se diz.

Ao de uma denúncia nenhum recado diz nem que é uma, e o de um envio nunca diz o protocolo.
"""

from __future__ import annotations

from functools import partial

from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce

from avisos.models import Notificacao
from contas.papeis import Papel
from ouvidoria.models import (
    Encaminhamento,
    EncaminhamentoQuerySet,
    Lembrete,
    Manifestacao,
    ManifestacaoQuerySet,
)
from ouvidoria.situacoes import Destino
from roteamento.pendencias import Pendencia


def _com_o_orgao() -> EncaminhamentoQuerySet:
    """À espera da resposta de um órgão, com o relógio correndo."""
    pendentes = Encaminhamento.objects.pendentes().filter(destino=Destino.ORGAO, parada_em=None)
    return pendentes.select_related("orgao")


def _com_quem_apura() -> EncaminhamentoQuerySet:
    """Em apuração na Prefeitura: não há prazo, mas há tempo sem notícia."""
    pendentes = Encaminhamento.objects.pendentes().filter(destino=Destino.CORREGEDORIA)
    return pendentes.annotate(noticia_em=Coalesce(Max("andamentos__em"), "enviado_em"))


def _com_a_ouvidoria() -> ManifestacaoQuerySet:
    """As manifestações que a Ouvidoria tem de responder, mesmo com um órgão: o prazo à pessoa é dela.

    A juntada segue a principal, salvo se vence antes dela. A que espera a pessoa está parada, e a apuração
    não tem prazo.
    """
    correndo = Manifestacao.objects.com_resposta_a_dar().filter(parada_em=None).select_related("responsavel")
    return correndo.filter(Q(principal=None) | Q(vence_em__lt=F("principal__vence_em")))


_pendencia = partial(Pendencia, tipo=Notificacao.Tipo.OUVIDORIA)
_do_envio = partial(_pendencia, chave="enc/{pk}", pagina="orgao:envio", diz_o_caso=False)

ORGAO = _do_envio(
    linhas=_com_o_orgao,
    papel=Papel.INTERLOCUTOR,
    quem=Lembrete.Quem.ORGAO,
    da_vez="prazo/",
    chegou="Manifestação a responder até {}",
    falta="Manifestação por responder",
    atraso="atrasada",
)
APURACAO = _do_envio(
    linhas=_com_quem_apura,
    papel=Papel.CORREGEDORIA,
    quem=Lembrete.Quem.QUEM_APURA,
    da_vez="noticia/",
    chegou="A Ouvidoria enviou um caso à sua mesa",
    falta="Um envio da Ouvidoria espera notícia",
    ate="noticia_em",
)
MESA = _pendencia(
    linhas=_com_a_ouvidoria,
    papel=Papel.OUVIDORIA,
    quem=Lembrete.Quem.OUVIDORIA,
    chave="{protocolo}",
    da_vez="prazo/",
    pagina="mesa:caso",
    falta="Manifestação por responder",
    atraso="atrasada",
    dono="responsavel",
)
DO_DESTINO = {Destino.ORGAO: ORGAO, Destino.CORREGEDORIA: APURACAO}
"""De quem se espera cada envio; do que foi para fora da Prefeitura, ninguém daqui."""
