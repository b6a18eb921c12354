"""Apagar os atendimentos e as conversas que já ninguém manda guardar; as somas de cada dia ficam."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from atendimento.acoes.apagar_conversa import apagar_conversas
from atendimento.models import (
    Atendimento,
    AtoDoAtendimento,
    Bloqueio,
    BuscaDePessoa,
    Chamada,
    Conversa,
    Reconhecimento,
    RegraDaConversa,
    Retorno,
    TentativaDeRetorno,
)
from protocolo.dados_pessoais.retencao import anos_depois, regras
from protocolo.models import Retencao

POR_VEZ = 1_000
DO_ATENDIMENTO = (AtoDoAtendimento, BuscaDePessoa, Reconhecimento, Chamada, TentativaDeRetorno)


def aplicar_a_guarda(*, em: datetime, voltas: int = 100) -> int:
    """Apaga, aos poucos, os que passaram do tempo da tabela; sem linha nela, nenhum. Diz quantos.

    Os bloqueios que acabaram apagam-se antes, no tempo que a regra da conversa diz.
    """
    _apagar_bloqueios(em)
    regra = regras().get((Retencao.Processo.ATENDIMENTO, ""))
    if regra is None:
        return 0
    antes_de, apagados = anos_depois(em, -regra.anos), 0
    for _ in range(voltas):
        if not (quantos := _apagar(antes_de)):
            break
        apagados += quantos
    return apagados


def _apagar_bloqueios(em: datetime) -> None:
    antes_de = em - timedelta(days=RegraDaConversa.atual().dias_do_bloqueio)
    Bloqueio.objects.filter(Q(ate__lt=antes_de) | Q(levantado_em__lt=antes_de)).delete()


@transaction.atomic
def _apagar(antes_de: datetime) -> int:
    """Os mais antigos e tudo o que se escreveu neles; dos retornos, os que acabaram e ficam sem ligação."""
    velhos = Atendimento.objects.terminados().filter(comecado_em__lt=antes_de).order_by("comecado_em")
    quais = list(velhos.values_list("pk", flat=True)[:POR_VEZ])
    for modelo in DO_ATENDIMENTO:
        modelo._default_manager.filter(atendimento__in=quais).delete()
    Atendimento.objects.filter(pk__in=quais).delete()
    ligacoes = TentativaDeRetorno.objects.filter(retorno=OuterRef("pk"))
    Retorno.objects.filter(acabou_em__lt=antes_de).exclude(Exists(ligacoes)).delete()
    sem_atendimento = Conversa.objects.filter(encerrada_em__lt=antes_de, atendimentos=None)
    conversas = list(sem_atendimento.order_by("pk").values_list("pk", flat=True)[:POR_VEZ])
    apagar_conversas(conversas)
    return len(quais) + len(conversas)
