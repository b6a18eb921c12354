"""O que os atos do SIC e os de quem julga têm em comum: o ato sobre um pedido, e a mesa em que se faz."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest

from contas.autor import Autor
from contas.papeis import Papel
from documentos.recebidos import guardar_arquivo
from esic.guardas import SaiuDoOrgao, com_relacoes
from esic.models import Pedido
from mesas.atos import Ato, Onde, PaginasDoAto, Passo, receber

ENCERRADO = "Este pedido já foi encerrado."


@dataclass(frozen=True, slots=True, kw_only=True)
class AtoDoPedido(Ato[Pedido]):
    """Um ato sobre um pedido de informação, de qualquer mesa."""

    destaque: bool = False


def paginas_do_ato(
    enderecos: Callable[[HttpRequest, Pedido], dict[str, str]],
) -> PaginasDoAto[Pedido, AtoDoPedido]:
    """As páginas do ato sobre um pedido: as do SIC e as de recursos só têm de diferente os endereços."""

    def em_volta(passo: Passo[Pedido, AtoDoPedido]) -> dict[str, Any]:
        contexto: dict[str, Any] = {"endereco": enderecos(passo.request, passo.caso)}
        if passo.onde == Onde.CONFLITO and _fora(passo.caso, passo.por):
            contexto |= {"possivel": False, "saiu": str(SaiuDoOrgao(passo.caso, passo.por))}
        return contexto

    def para_onde(passo: Passo[Pedido, AtoDoPedido]) -> str:
        para = enderecos(passo.request, passo.caso)
        return para["lista" if _fora(passo.caso, passo.por) else "pedido"]

    return PaginasDoAto(
        modelos={
            Onde.FORMULARIO: "esic/mesas/ato.html",
            Onde.PREVIA: "esic/mesas/previa.html",
            Onde.CONFLITO: "esic/mesas/conflito.html",
        },
        em_volta=em_volta,
        reler=lambda _request, caso: com_relacoes().get(pk=caso.pk),
        para_onde=para_onde,
        receber=partial(receber, guardar=guardar_arquivo),
    )


def _fora(caso: Pedido, por: Autor) -> bool:
    """O pedido já não é de um órgão por que a pessoa responde?"""
    return por.papel == Papel.SIC and caso.orgao_id not in por.orgaos
