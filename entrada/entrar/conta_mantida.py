"""A conta que fica aberta no aparelho que a pessoa disse ser só seu: trinta dias desde o último uso.

Nunca a de quem trabalha no SP156, nem no aparelho de todos. Está na sessão, que então não acaba ao fechar o
navegador nem no tempo parado de todos (`tempo_parado`).
"""

from __future__ import annotations

from django.http import HttpRequest

from contas import aparelhos
from contas.models import Usuario
from contas.quem_trabalha import tem_papeis

MANTIDA = "conta_mantida"
DIAS = 30
SEGUNDOS = DIAS * 24 * 60 * 60


def mantida(request: HttpRequest) -> bool:
    """A pessoa pediu que a conta ficasse aberta aqui?"""
    return MANTIDA in request.session


def pode(request: HttpRequest, pessoa: Usuario) -> bool:
    """Se a conta desta pessoa pode ficar aberta neste aparelho."""
    return not aparelhos.de_todos(request) and not tem_papeis(pessoa)


def manter(request: HttpRequest) -> None:
    """Daqui em diante a sessão vale trinta dias, que recomeçam a cada uso."""
    request.session[MANTIDA] = True
    request.session.set_expiry(SEGUNDOS)


def soltar(request: HttpRequest) -> None:
    """A sessão volta a acabar como as outras."""
    if request.session.pop(MANTIDA, None):
        request.session.set_expiry(None)
