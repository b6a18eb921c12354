"""A página de um pedido de informação na mesa do SIC, e o contato de quem pediu."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from contas.acoes import registrar_leitura
from contas.autor import Autor
from contas.guardas import LER, de_trabalho
from esic import acoes
from esic.guardas import SaiuDoOrgao, pedido_da_mesa
from esic.models import Anexo, Pedido
from esic.sic.atos import ATOS
from esic.sic.lista import MesaDoSic
from esic.situacoes import Tipo
from mesas.historia import andamentos, historia
from mesas.pagina import tem_contato
from protocolo.calendario import carregar_calendario
from protocolo.erros import Conflito
from protocolo.prazos import relogio

PEDIDO = "esic/sic/pedido.html"
CONTATO = "mesas/contato.html"


@de_trabalho(*LER)
def pedido(request: HttpRequest, protocolo: str) -> HttpResponse:
    """O pedido inteiro; o contato de quem pede fica fechado."""
    caso, por = pedido_da_mesa(request, protocolo)
    return render(request, PEDIDO, _da_pagina(request, caso, por))


@de_trabalho("POST")
def contato(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Mostra o contato de quem pede e deixa escrito quem leu, e quando (LGPD, art. 37)."""
    try:
        caso, por = pedido_da_mesa(request, protocolo)
    except SaiuDoOrgao as saiu:
        raise Conflito(str(saiu)) from saiu
    return abrir_contato(request, caso, por, _da_pagina(request, caso, por), PEDIDO)


def abrir_contato(
    request: HttpRequest, caso: Pedido, por: Autor, contexto: dict[str, Any], pagina: str
) -> HttpResponse:
    """O contato aberto, na página inteira ou só ele ao htmx, em qualquer mesa; quem leu fica escrito."""
    if contexto["tem_contato"] and caso.interessado:
        o_que = "contato do pedido de informação"
        registrar_leitura(interessado=caso.interessado, por=por, protocolo=caso.protocolo, o_que=o_que)
        contexto["aberto"] = caso.interessado
    return render(request, CONTATO if request.headers.get("HX-Request") else pagina, contexto)


def enderecos(request: HttpRequest, caso: Pedido) -> dict[str, str]:
    """Os da mesa do SIC."""
    pagina = reverse("sic:pedido", args=[caso.protocolo])
    return MesaDoSic.de_onde_veio(request).enderecos(request, pagina=pagina, lista=reverse("sic:lista"))


def _da_pagina(request: HttpRequest, caso: Pedido, por: Autor) -> dict[str, Any]:
    return {
        **do_pedido(caso),
        "aba": "pedidos",
        "atos": ATOS.possiveis(caso, por),
        "a_cumprir": acoes.a_cumprir(caso),
        "endereco": enderecos(request, caso),
    }


def do_pedido(caso: Pedido) -> dict[str, Any]:
    """O que a página de um pedido mostra em qualquer mesa."""
    passos = andamentos(caso)
    return {
        "caso": caso,
        "agora": timezone.now(),
        "como": relogio.como(caso, carregar_calendario(), evento="A pessoa pediu"),
        "historia": historia(passos),
        "anexos": por_passo(caso, passos),
        "recursos": list(caso.recursos.select_related("decidido_por", "reuniao").order_by("-instancia")),
        "reclamacoes": list(caso.reclamacoes.select_related("decidida_por").order_by("-pk")),
        "pergunta": acoes.pergunta_em_aberto(caso),
        "tem_contato": tem_contato(caso.interessado),
        "mostra_endereco": True,
    }


def por_passo(caso: Pedido, passos: Sequence[Any]) -> dict[str, list[Anexo]]:
    """Os anexos pelo tipo do passo com que vieram; as cópias que se publicam ficam de fora."""
    tipos = {passo.ordem: passo.tipo for passo in passos}
    achados: dict[str, list[Anexo]] = {}
    for anexo in caso.anexos.filter(limpo_de=None).order_by("pk"):
        achados.setdefault(tipos.get(anexo.ordem, Tipo.REGISTRO), []).append(anexo)
    return achados
