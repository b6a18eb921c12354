"""Quem se lembra hoje, e de quê: só leitura e conta; quem escreve é `acoes.lembrar`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat

from avisos.models import Notificacao
from contas.papeis import Papel
from ouvidoria.models import Encaminhamento, Manifestacao
from ouvidoria.situacoes import Destino, Situacao
from roteamento.models import Designacao

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from contas.models import Usuario
    from ouvidoria.models import EncaminhamentoQuerySet, ManifestacaoQuerySet


def com_o_orgao() -> EncaminhamentoQuerySet:
    """À espera da resposta de um órgão, com o relógio correndo."""
    pendentes = Encaminhamento.objects.pendentes().filter(destino=Destino.ORGAO, parada_em=None)
    return pendentes.select_related("orgao", "manifestacao")


def com_quem_apura() -> EncaminhamentoQuerySet:
    """Em apuração na Prefeitura: não há prazo, mas há tempo sem notícia."""
    pendentes = Encaminhamento.objects.pendentes().filter(destino=Destino.CORREGEDORIA)
    return pendentes.select_related("orgao", "manifestacao")


def com_a_ouvidoria() -> ManifestacaoQuerySet:
    """As que a Ouvidoria tem de responder, mesmo com um órgão: o prazo à pessoa é sempre dela.

    A juntada segue a principal, salvo se vence antes dela. A que espera a pessoa está parada, e a apuração
    não tem prazo.
    """
    correndo = Manifestacao.objects.abertas().filter(parada_em=None).exclude(situacao=Situacao.EM_APURACAO)
    return correndo.select_related("responsavel").filter(
        Q(principal=None) | Q(vence_em__lt=F("principal__vence_em"))
    )


def sem_recado(em: date) -> EncaminhamentoQuerySet:
    """Pendentes que alguém designado hoje ainda não soube que recebeu: foi designado depois do envio."""
    achados: set[int] = set()
    for designacao in _designados(em):
        achados.update(_por_saber(designacao).values_list("pk", flat=True))
    return Encaminhamento.objects.filter(pk__in=achados).select_related("orgao", "manifestacao")


def _designados(em: date) -> QuerySet[Designacao]:
    quem = Designacao.objects.vigentes(em).no_papel([Papel.INTERLOCUTOR, Papel.CORREGEDORIA])
    return quem.filter(usuario__is_active=True).select_related("usuario")


def _por_saber(designacao: Designacao) -> EncaminhamentoQuerySet:
    pendentes = Encaminhamento.objects.pendentes()
    if designacao.papel == Papel.CORREGEDORIA:
        dela = pendentes.filter(destino=Destino.CORREGEDORIA)
    else:
        dela = pendentes.filter(destino=Destino.ORGAO, orgao=designacao.orgao_id)
    ja = dela.alias(chave=Concat(Value("enc/"), Cast("pk", CharField()))).filter(
        chave__in=_chaves_de(designacao.usuario)
    )
    return dela.exclude(pk__in=ja.values("pk"))


def _chaves_de(usuario: Usuario) -> QuerySet[Notificacao, str]:
    dele = Notificacao.objects.filter(usuario=usuario, chave__startswith="enc/")
    return dele.values_list("chave", flat=True)
