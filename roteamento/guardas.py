"""Quem responde por um órgão, ou pela cidade, por designação; e quem atende o público, por lotação."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from contas.autor import Autor
from contas.guardas import usuario_da_sessao
from contas.models import Usuario
from contas.papeis import Papel
from roteamento.designados import orgaos_de
from roteamento.models import Lotacao, Unidade

ONDE_ATENDE = "onde_atende"
"""Na sessão, a unidade em que escolheu atender quem atende em mais de uma."""


def autores_de(usuario: Usuario, papeis: Sequence[Papel]) -> list[Autor]:
    """A pessoa em cada um destes papéis que tem hoje, com os órgãos por que responde, na ordem dada."""
    achados = orgaos_de(usuario, papeis, timezone.localdate())
    return [
        Autor(papel=papel, usuario=usuario, orgaos=achados[papel]) for papel in papeis if papel in achados
    ]


def nos_papeis(request: HttpRequest, papeis: Sequence[Papel], recusa: str) -> list[Autor]:
    """Quem entrou, em cada um destes papéis que tem; 403, com a recusa, a quem não tem nenhum."""
    if achados := autores_de(usuario_da_sessao(request), papeis):
        return achados
    raise PermissionDenied(recusa)


def no_papel(request: HttpRequest, papel: Papel, recusa: str) -> Autor:
    """Quem entrou, neste papel; 403 aos outros."""
    return nos_papeis(request, (papel,), recusa)[0]


def atendente(request: HttpRequest) -> tuple[Autor, Unidade] | None:
    """Quem atende na Central ou numa Praça, e onde; None para todos os outros.

    Quem atende em mais de um lugar está no que escolheu nesta sessão ou, se nenhum, no primeiro.
    """
    if not isinstance(request.user, Usuario) or not (lugares := lugares_de_quem_atende(request.user)):
        return None
    onde = escolhido(request, lugares)
    return atendendo_em(request.user, onde), onde


def escolhido(request: HttpRequest, lugares: Sequence[Unidade]) -> Unidade:
    """Dos lugares em que a pessoa atende, aquele em que está."""
    return next((um for um in lugares if um.pk == request.session.get(ONDE_ATENDE)), lugares[0])


def lugares_de_quem_atende(usuario: Usuario) -> list[Unidade]:
    """Onde a pessoa atende hoje, pela sigla."""
    atende = _de_atendente(usuario.pk, timezone.localdate()) if usuario.papeis_valem else []
    return list({lotacao.unidade_id: lotacao.unidade for lotacao in atende}.values())


def _de_atendente(usuario: int, hoje: date) -> QuerySet[Lotacao]:
    vigentes = Lotacao.objects.vigentes(hoje).filter(usuario=usuario, papel=Papel.ATENDENTE)
    return vigentes.select_related("unidade")


def atendendo_em(usuario: Usuario, onde: Unidade) -> Autor:
    """A pessoa, como atendente deste lugar."""
    return Autor(papel=Papel.ATENDENTE, usuario=usuario, unidades=frozenset({onde.pk}))
