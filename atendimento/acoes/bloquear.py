"""Não aceitar, por um tempo, conversas de uma rede ou de uma conta."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from atendimento.acoes.conversar import acabar
from atendimento.models import Bloqueio, Conversa
from atendimento.situacoes import Fim
from contas.models import Usuario
from protocolo.erros import TransicaoProibida

JA_NAO_VALE = "Este bloqueio já acabou, ou outra pessoa o levantou."
SEM_QUEM = "Desta conversa já não se sabe de onde veio: não há a quem bloquear. Encerre-a."


@transaction.atomic
def bloquear(
    *, conversa: Conversa, por: Usuario, motivo: str, tempo: timedelta, supervisiona: bool = False
) -> Bloqueio:
    """Quem a atende, ou supervisiona, acaba-a, e de quem conversa não se aceitam outras por este tempo.

    Levanta TransicaoProibida se já não está com quem bloqueia, ou se não há a quem bloquear.
    """
    if not (conversa.rede or conversa.conta_id):
        raise TransicaoProibida(SEM_QUEM)
    acabada = acabar(conversa=conversa, fim=Fim.ABUSO, por=None if supervisiona else por)
    agora = timezone.now()
    # Quem entrou bloqueia-se pela conta: a rede pode ser de muita gente.
    return Bloqueio.objects.create(
        conta=acabada.conta,
        rede="" if acabada.conta_id else acabada.rede,
        motivo=motivo,
        por=por,
        em=agora,
        ate=agora + tempo,
        conversa=acabada,
    )


@transaction.atomic
def levantar_bloqueio(*, bloqueio: Bloqueio, por: Usuario, motivo: str) -> Bloqueio:
    """Acaba antes do tempo, e fica escrito por quê. Levanta TransicaoProibida se já não vale."""
    agora = timezone.now()
    em_vigor = Bloqueio.objects.em_vigor(agora).select_for_update(of=("self",), no_key=True)
    travado = em_vigor.filter(pk=bloqueio.pk).first()
    if travado is None:
        raise TransicaoProibida(JA_NAO_VALE)
    travado.levantado_em, travado.levantado_por, travado.porque_levantado = agora, por, motivo
    travado.save(update_fields=["levantado_em", "levantado_por", "porque_levantado"])
    return travado
