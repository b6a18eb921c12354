"""A página de um pedido de informação na mesa do SIC, e o contato de quem pediu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from assistente.escritos import retoma
from contas.autor import Autor
from contas.guardas import LER, de_trabalho
from esic import acoes
from esic.guardas import SaiuDoOrgao, com_relacoes, pedido_da_mesa
from esic.models import Pedido
from esic.pagina import abrir_contato, do_pedido
from esic.sic.atos import ATOS
from esic.sic.lista import MesaDoSic
from mesas.historia import andamentos
from mesas.pagina import anotado, da_historia, nota, nota_de_volta
from protocolo.erros import Conflito

PEDIDO, ANOTACOES = "esic/sic/pedido.html", "esic/sic/anotacoes.html"
ANOTAR = "sic:anotar"


@de_trabalho(*LER)
def pedido(request: HttpRequest, protocolo: str) -> HttpResponse:
    """O pedido inteiro; o contato de quem pede fica fechado. Com htmx, só a história."""
    caso, por = pedido_da_mesa(request, protocolo)
    if request.headers.get("HX-Request"):
        contexto = da_historia(request, andamentos(caso))
        contexto |= {"caso": caso, "endereco": enderecos(request, caso)}
        contexto["nota"] = nota(request, ANOTAR, caso.protocolo)
        resposta = render(request, f"{PEDIDO}#historia", contexto)
    else:
        resposta = render(request, PEDIDO, _da_pagina(request, caso, por))
    patch_vary_headers(resposta, ["HX-Request"])
    return resposta


@de_trabalho("POST")
def contato(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Mostra o contato de quem pede e deixa escrito quem leu, e quando (LGPD, art. 37)."""
    try:
        caso, por = pedido_da_mesa(request, protocolo)
    except SaiuDoOrgao as saiu:
        raise Conflito(str(saiu)) from saiu
    return abrir_contato(request, caso, por, _da_pagina(request, caso, por), PEDIDO)


@de_trabalho("POST")
@retoma
def anotar(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Um recado que só quem trabalha no pedido lê; com htmx voltam a história e os atos, na versão nova."""
    try:
        caso, por = pedido_da_mesa(request, protocolo)
    except SaiuDoOrgao as saiu:
        raise Conflito(str(saiu)) from saiu
    errada = anotado(request, lambda texto: acoes.anotar(caso=caso, por=por, texto=texto))
    if not errada:
        if not request.headers.get("HX-Request"):
            return redirect(f"{enderecos(request, caso)['pedido']}#historia")
        caso = com_relacoes().get(pk=caso.pk)
    modelo = ANOTACOES if request.headers.get("HX-Request") else PEDIDO
    contexto = {**_da_pagina(request, caso, por), "nota": nota_de_volta(errada), "anotada": not errada}
    return render(request, modelo, contexto, status=422 if errada else 200)


def enderecos(request: HttpRequest, caso: Pedido) -> dict[str, str]:
    """Os da mesa do SIC."""
    pagina = reverse("sic:pedido", args=[caso.protocolo])
    return MesaDoSic.de_onde_veio(request).enderecos(request, pagina=pagina, lista=reverse("sic:lista"))


def _da_pagina(request: HttpRequest, caso: Pedido, por: Autor) -> dict[str, Any]:
    return {
        **do_pedido(request, caso),
        "nota": nota(request, ANOTAR, caso.protocolo),
        "anotada": False,
        "aba": "pedidos",
        "atos": ATOS.possiveis(caso, por),
        "a_cumprir": acoes.a_cumprir(caso),
        "endereco": enderecos(request, caso),
    }
