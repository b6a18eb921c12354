"""O que a sessão prova: quem entrou e que protocolos abriu com a chave de acesso."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contas.autor import Autor
from contas.papeis import Papel

if TYPE_CHECKING:
    from django.http import HttpRequest

SESSAO = "protocolos_abertos"
MAXIMO_NA_SESSAO = 50


def protocolos_abertos(request: HttpRequest) -> frozenset[str]:
    """Os protocolos que esta sessão abriu com a chave, ou que ela mesma registrou."""
    return frozenset(request.session.get(SESSAO, ()))


def abrir_na_sessao(request: HttpRequest, protocolo: str) -> None:
    """Lembra que esta sessão provou ter a chave do protocolo; guarda só os últimos.

    A sessão de quem não entrou muda de número, como na entrada: quem conhecia o antigo não vê o que se abriu.
    """
    if request.session.session_key and not request.user.is_authenticated:
        request.session.cycle_key()
    anteriores = [p for p in request.session.get(SESSAO, ()) if p != protocolo]
    request.session[SESSAO] = [*anteriores, protocolo][-MAXIMO_NA_SESSAO:]


def interessado(request: HttpRequest) -> Autor:
    """Quem está diante da página, como parte dos casos que são seus."""
    usuario = request.user if request.user.is_authenticated else None
    return Autor(papel=Papel.INTERESSADO, usuario=usuario, protocolos=protocolos_abertos(request))
