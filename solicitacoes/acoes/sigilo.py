"""O sigilo de um pedido: o do serviço, quando se pede ou desde que passa a tê-lo; não se tira (ADR 0088)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from guia.models import Servico, TempoDeAtendimento
from referencia.travas import Trava, esperar_a_vez
from solicitacoes.models import Agregado, Solicitacao

LOTE = 5_000


def dizer_o_sigilo(casos: Sequence[Solicitacao]) -> None:
    """Põe nos casos, por gravar, o sigilo do seu serviço agora, e segura-o até o fim da transação.

    Quem está a publicar o serviço como sigiloso acaba antes, e relê-se; ou espera por este, e acha-o gravado.
    """
    servicos = sorted({caso.servico_id for caso in casos})
    for servico in servicos:
        esperar_a_vez(Trava.SIGILO, servico, junto=True)
    sigilosos = Servico.objects.filter(pk__in=servicos, publicada__sigilosa=True)
    de_agora = set(sigilosos.values_list("pk", flat=True))
    for caso in casos:
        caso.sigilosa = caso.sigilosa or caso.versao_servico.sigilosa or caso.servico_id in de_agora


def proteger_os_pedidos(servico: Servico) -> None:
    """O serviço vai ao ar sigiloso: os pedidos que já tem também o são, e o que se contou deles.

    Quem publica tem a trava: nenhum pedido se está a abrir, e o próximo já relê o serviço.
    """
    Solicitacao.objects.filter(servico=servico, sigilosa=False).update(sigilosa=True)
    Agregado.objects.filter(servico=servico, sigilosa=False).update(sigilosa=True)
    TempoDeAtendimento.objects.filter(servico=servico).delete()


def proteger_os_de_antes() -> int:
    """Os que o código da versão anterior gravou enquanto se atualizava, sem saber do campo; diz quantos."""
    que_ja_foram = Servico.objects.filter(versoes__sigilosa=True).values_list("pk", flat=True).distinct()
    do_servico = Q(versao_servico__sigilosa=True) | Q(servico__publicada__sigilosa=True)
    sem = Solicitacao.objects.filter(do_servico, servico__in=list(que_ja_foram), sigilosa=False)
    total = 0
    while lote := list(sem.values_list("pk", flat=True)[:LOTE]):
        total += Solicitacao.objects.filter(pk__in=lote).update(sigilosa=True)
    return total
