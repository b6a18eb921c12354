"""Quem responde por um órgão, ou pela cidade, por designação; e quem atende o público, por lotação."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from contas.autor import Autor
from contas.guardas import usuario_da_sessao
from contas.models import Usuario
from contas.papeis import Papel
from roteamento.designados import orgaos_de
from roteamento.models import Lotacao, Unidade


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
    """Quem atende na Central ou numa Praça, e onde; None para todos os outros."""
    if not isinstance(request.user, Usuario):
        return None
    lotacao = (
        Lotacao.objects.vigentes(timezone.localdate())
        .de_usuario(request.user)
        .filter(papel=Papel.ATENDENTE)
        .select_related("unidade")
        .first()
    )
    if lotacao is None:
        return None
    unidades = frozenset({lotacao.unidade_id})
    return Autor(papel=Papel.ATENDENTE, usuario=request.user, unidades=unidades), lotacao.unidade
