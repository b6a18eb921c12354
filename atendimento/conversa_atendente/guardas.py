"""De quem é uma conversa: só quem a atende a lê e nela escreve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from atendimento.guardas import NaMesa, que_chefia, quem_conversa
from atendimento.models import Atendimento, Conversa
from atendimento.situacoes import SituacaoDaConversa
from contas.guardas import usuario_da_sessao

SO_A_CHEFIA = "Só a chefia toma a conversa que está com outra pessoa."
NAO_E_SUA = "Esta conversa está com outra pessoa, ou na fila."
HA_POUCO = timedelta(hours=1)
"""Por este tempo quem atendia ainda sabe com quem a conversa ficou, e deixa uma nota a quem continua."""


@dataclass(frozen=True, slots=True)
class Atendida:
    """Uma conversa, o atendimento dela que está aberto, e quem atende."""

    conversa: Conversa
    atendimento: Atendimento
    mesa: NaMesa


def minha_conversa(request: HttpRequest, codigo: UUID) -> Atendida:
    """A conversa, a quem a atende agora: 404 se não existe, 403 a todos os outros."""
    mesa = quem_conversa(request)
    atendimento = _aberto(codigo, mesa.usuario.pk).first()
    if atendimento is None or atendimento.conversa is None:
        if not Conversa.objects.filter(codigo=codigo).exists():
            raise Http404("Esta conversa não existe.")
        raise PermissionDenied(NAO_E_SUA)
    atendimento.atendente = atendimento.conversa.atendente = mesa.usuario
    return Atendida(atendimento.conversa, atendimento, mesa)


def que_atendia(usuario: int, codigo: UUID | None) -> Conversa | None:
    """A conversa que esta pessoa atendia há pouco e já não está com ela; None se não é uma dessas."""
    if codigo is None:
        return None
    foi = Atendimento.objects.de(usuario).filter(terminado_em__gt=timezone.now() - HA_POUCO)
    return (
        Conversa.objects.filter(codigo=codigo, pk__in=foi.values("conversa"))
        .exclude(situacao=SituacaoDaConversa.COM_ATENDENTE, atendente=usuario)
        .select_related("atendente", "interessado")
        .first()
    )


def _aberto(codigo: UUID, quem: int) -> QuerySet[Atendimento]:
    suas = Conversa.objects.de(quem).filter(codigo=codigo)
    return Atendimento.objects.abertos().de(quem).filter(conversa__in=suas).select_related("conversa")


def pode_tomar(request: HttpRequest, conversa: Conversa) -> bool:
    """A que espera, qualquer um de quem atende; a que está com alguém, só a chefia. 403 aos outros.

    Diz se é pela chefia que se toma.
    """
    com_alguem = conversa.situacao == SituacaoDaConversa.COM_ATENDENTE
    if not com_alguem or conversa.atendente == request.user:
        return False
    if not que_chefia(usuario_da_sessao(request)):
        raise PermissionDenied(SO_A_CHEFIA)
    return True


def a_conversa(codigo: UUID) -> Conversa:
    """A conversa com este código, com quem conversa; 404 se não há."""
    todas = Conversa.objects.select_related("assunto", "interessado", "conta", "atendente", "servico")
    return get_object_or_404(todas, codigo=codigo)
