"""As mensagens de uma conversa, como quem trabalha as lê."""

from __future__ import annotations

from collections.abc import Iterable

from atendimento.models import Conversa, Mensagem
from atendimento.situacoes import DeQuem
from documentos.pessoais import marcar, trocar

MOSTRADAS = 400
"""As últimas que se leem de uma vez; uma conversa raramente passa de cem."""


def todas_as(conversa: Conversa) -> list[Mensagem]:
    """As últimas, na ordem em que se disseram, com as fotos e as notas."""
    ultimas = conversa.mensagens.select_related("autor").prefetch_related("arquivos__quarentena")
    return list(reversed(ultimas.order_by("-ordem")[:MOSTRADAS]))


def resguardadas(mensagens: Iterable[Mensagem]) -> list[Mensagem]:
    """As mensagens, com o que parece dizer de alguém tapado, e sem as fotos."""
    return [_resguardada(uma) for uma in mensagens]


def _resguardada(uma: Mensagem) -> Mensagem:
    if uma.de != DeQuem.AVISO:  # o que o portal diz não é de ninguém
        uma.texto = trocar(uma.texto, marcar(uma.texto))
    return uma
