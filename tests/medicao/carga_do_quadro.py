"""A Central cheia: quem atende em todos os estados, as conversas abertas, a fila e um dia delas."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from atendimento.models import Conversa, Disponibilidade, Mensagem
from atendimento.situacoes import DeQuem, Estado, Fim, SituacaoDaConversa
from contas.models import Usuario
from roteamento.models import Unidade

CADA_UM = 4
"""Conversas abertas, e outras tantas que acabaram hoje."""
DITAS = 8
ESTADOS = [Estado.RECEBE, Estado.RECEBE, Estado.RECEBE, Estado.PAUSA, Estado.ALMOCO, Estado.TREINAMENTO]


def encher_o_quadro(quem: list[Usuario], onde: Unidade) -> None:
    """Um terço das abertas está sem resposta, e por cada cinco que atendem um espera."""
    agora = timezone.now()
    Disponibilidade.objects.bulk_create(
        Disponibilidade(
            usuario=um,
            unidade=onde,
            estado=ESTADOS[n % len(ESTADOS)],
            presente_ate=agora + timedelta(hours=1),
        )
        for n, um in enumerate(quem)
    )
    esperam = [_conversa(n, None) for n in range(len(quem) // 5)]
    conversas = [_conversa(n, um) for um in quem for n in range(2 * CADA_UM)]
    Conversa.objects.bulk_create([*esperam, *conversas])
    Mensagem.objects.bulk_create(
        Mensagem(
            conversa=uma,
            ordem=ordem,
            chave=uuid4(),
            de=DeQuem.PESSOA if ordem % 2 == n % 3 // 2 else DeQuem.ATENDENTE,
            texto="Bom dia.",
            em=agora - timedelta(minutes=DITAS - ordem),
        )
        for n, uma in enumerate(conversas)
        for ordem in range(1, DITAS + 1)
    )


def _conversa(n: int, quem: Usuario | None) -> Conversa:
    """A de quem não tem quem a atenda espera; das outras, metade acabou."""
    agora = timezone.now()
    if quem is None:
        situacao = SituacaoDaConversa.NA_FILA
        return Conversa(situacao=situacao, comecada_em=agora, na_fila_desde=agora - timedelta(seconds=20 * n))
    entrou = agora - timedelta(minutes=37 * n % 480)
    feita = Conversa(
        situacao=SituacaoDaConversa.COM_ATENDENTE,
        atendente=quem,
        comecada_em=agora,
        na_fila_desde=entrou,
        atendida_em=entrou + timedelta(seconds=30 * (n % 4)),
        ultima=DITAS,
        sem_resposta_desde=None if n % 3 else agora - timedelta(minutes=n),
    )
    if n % 2:
        feita.situacao, feita.fim, feita.encerrada_em = SituacaoDaConversa.ENCERRADA, Fim.ATENDENTE, agora
    return feita
