"""Quem escreve as medidas de um órgão, e quem vê as que faltam."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from contas.autor import Autor
from contas.papeis import Papel
from guia.models import Orgao
from roteamento.guardas import no_papel

SO_DO_ORGAO = "Só quem responde pelo órgão à Ouvidoria escreve as medidas dele."


def interlocutor(request: HttpRequest) -> Autor:
    """Quem responde por um órgão à Ouvidoria; 403 aos outros."""
    return no_papel(request, Papel.INTERLOCUTOR, SO_DO_ORGAO)


def do_orgao(request: HttpRequest, sigla: str) -> tuple[Orgao, Autor]:
    """O órgão, a quem responde por ele: 403 a todos os outros, exista ele ou não."""
    por = interlocutor(request)
    orgao = get_object_or_404(Orgao, sigla=sigla)
    if orgao.pk not in por.orgaos:
        raise PermissionDenied(SO_DO_ORGAO)
    return orgao, por
