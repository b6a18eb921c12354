"""Tirar do atendimento quem não se pode mais saber quem é: selou-se, esqueceu-se, ou acabou a guarda."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from atendimento.models import Atendimento, AtoDoAtendimento, Reconhecimento, Retorno
from contas.models import Interessado, LeituraDePessoal


@transaction.atomic
def desligar(*, quais: Collection[int]) -> None:
    """Nenhum atendimento diz mais que se atendeu a pessoa, e ninguém lhe liga nem escreve."""
    Reconhecimento.objects.filter(interessado__in=quais).delete()
    Atendimento.objects.filter(reconhecido__in=quais).update(reconhecido=None, identidade="")
    esperam = Retorno.objects.filter(interessado__in=quais, acabou_em=None)
    esperam.update(situacao=Retorno.Situacao.SEM_CONTATO, acabou_em=timezone.now(), com=None, pego_ate=None)


@transaction.atomic
def desligar_do_selado(*, interessado: Interessado) -> None:
    """Desliga a pessoa selada, e o caso: nem a leitura diz em que atendimento foi, nem o ato diz o protocolo.

    A pessoa pode estar reconhecida ali por outro caso seu, que continua.
    """
    desligar(quais=[interessado.pk])
    num_atendimento = rf"^{Atendimento.ESCRITO}\d{{1,18}}$"
    lidas = LeituraDePessoal.objects.filter(interessado=interessado, motivo__regex=num_atendimento)
    ditas = list(lidas.values_list("motivo", "protocolo"))
    onde = {int(motivo.removeprefix(Atendimento.ESCRITO)) for motivo, _ in ditas}
    atos = AtoDoAtendimento.objects.filter(
        atendimento__in=onde, protocolo__in={protocolo for _, protocolo in ditas}
    )
    atos.update(protocolo="")
    lidas.update(motivo="")
