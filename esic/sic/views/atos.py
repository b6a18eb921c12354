"""Um ato do SIC em dois tempos: ver o aviso como a pessoa o lerá, e confirmar."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse

from contas.autor import Autor
from contas.guardas import LER_E_MANDAR, de_trabalho
from contas.papeis import Papel
from documentos.recebidos import guardar_arquivo
from esic.guardas import SaiuDoOrgao, com_relacoes, pedido_da_mesa
from esic.models import Pedido
from esic.sic.atos import ATOS, AtoDoPedido
from esic.sic.views.caso import enderecos
from mesas.atos import Mesa, Onde, Passo, conduzir, conflito, receber


@de_trabalho(*LER_E_MANDAR)
def agir(request: HttpRequest, protocolo: str, ato: str) -> HttpResponse:
    """Um ato do SIC; o pedido que acabou de passar a outro órgão é conflito, e o texto não se perde."""
    try:
        caso, por = pedido_da_mesa(request, protocolo)
    except SaiuDoOrgao as saiu:
        return conflito(Passo(request=request, mesa=SIC, ato=ATOS[ato], caso=saiu.caso, por=saiu.por))
    return conduzir(request, SIC, ATOS[ato], caso, por)


def _fora(caso: Pedido, por: Autor) -> bool:
    """O pedido já não é de um órgão por que a pessoa responde?"""
    return por.papel == Papel.SIC and caso.orgao_id not in por.orgaos


def mesa_do_pedido(enderecos: Callable[[HttpRequest, Pedido], dict[str, str]]) -> Mesa[Pedido, AtoDoPedido]:
    """A mesa em que se age sobre um pedido: a do SIC e a de recursos só têm de diferente os endereços."""

    def em_volta(passo: Passo[Pedido, AtoDoPedido]) -> dict[str, Any]:
        contexto: dict[str, Any] = {"endereco": enderecos(passo.request, passo.caso)}
        if passo.onde == Onde.CONFLITO and _fora(passo.caso, passo.por):
            contexto |= {"possivel": False, "saiu": str(SaiuDoOrgao(passo.caso, passo.por))}
        return contexto

    def para_onde(passo: Passo[Pedido, AtoDoPedido]) -> str:
        para = enderecos(passo.request, passo.caso)
        return para["lista" if _fora(passo.caso, passo.por) else "pedido"]

    return Mesa(
        modelos={
            Onde.FORMULARIO: "esic/sic/ato.html",
            Onde.PREVIA: "esic/sic/previa.html",
            Onde.CONFLITO: "esic/sic/conflito.html",
        },
        em_volta=em_volta,
        reler=lambda _request, caso: com_relacoes().get(pk=caso.pk),
        para_onde=para_onde,
        receber=partial(receber, guardar=guardar_arquivo),
    )


SIC = mesa_do_pedido(enderecos)
