"""Para onde vai quem acabou de entrar, e tudo o que é seu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from assistente.aparelho import de_todos, marca_da_conta
from contas import registro
from contas.guardas import LER, de_trabalho, usuario_da_sessao
from portal.area import lista
from portal.guardas import trabalho_de


@de_trabalho(*LER)
def area(request: HttpRequest) -> HttpResponse:
    """Quem trabalha vai ao trabalho; os outros veem o que é seu. `?minhas=sim` mostra o seu a qualquer um."""
    usuario, filtros = usuario_da_sessao(request), lista.Area.ler(request.GET)
    if not filtros.minhas:
        trabalho = trabalho_de(request, usuario) if usuario.papeis_valem else "segundo_fator_exigido"
        if trabalho:
            return redirect(trabalho)
    contexto: dict[str, Any] = filtros.pagina(filtros.de(usuario), request.GET)
    linhas = lista.linhas(contexto["pagina"].linhas)
    contexto |= {
        "linhas": linhas,
        "campos": filtros.formulario({}).campos,
        "esperam": lista.quantos_esperam(usuario),
        "so_os_que_esperam": filtros.com(situacao=lista.ESPERAM, busca=""),
        "acompanha": lista.que_acompanha(usuario),
        "cpf_provado": lista.provou_o_cpf(usuario),
        "guarda_a_conta": _guarda_a_conta(request, filtros, contexto),
        "trabalha": usuario.is_staff or (not linhas and registro.foi_cadastrada(usuario)),
    }
    return filtros.responder(request, "portal/area/lista.html", contexto, dict)


def _guarda_a_conta(request: HttpRequest, filtros: lista.Area, contexto: dict[str, Any]) -> str:
    """A marca da conta, se a lista fica no aparelho: a primeira página, inteira, e nunca no de todos."""
    inteira = not filtros.ligados and not contexto["anterior"]
    return marca_da_conta(request.user) if inteira and not de_todos(request) else ""
