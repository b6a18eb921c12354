"""A página de um recurso ou de uma reclamação, para quem decide, e o contato de quem pediu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from contas.autor import Autor
from contas.guardas import LER, de_trabalho
from contas.papeis import Papel
from esic import acoes
from esic.comissao import reunioes
from esic.guardas import pedido_em_recurso
from esic.models import Pedido
from esic.pagina import abrir_contato, do_pedido
from esic.recursos.atos import ATOS
from esic.recursos.lista import lista_de

RECURSO = "esic/recursos/recurso.html"


@de_trabalho(*LER)
def recurso(request: HttpRequest, protocolo: str) -> HttpResponse:
    """O pedido inteiro, a resposta, os recursos e o que se pode decidir; o contato fica fechado."""
    caso, por = pedido_em_recurso(request, protocolo)
    return render(request, RECURSO, _da_pagina(request, caso, por))


@de_trabalho("POST")
def contato(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Mostra o contato de quem pede e deixa escrito quem leu, e quando (LGPD, art. 37)."""
    caso, por = pedido_em_recurso(request, protocolo)
    return abrir_contato(request, caso, por, _da_pagina(request, caso, por), RECURSO)


def enderecos(request: HttpRequest, caso: Pedido) -> dict[str, str]:
    """Os endereços do caso na mesa de quem decide."""
    lista = lista_de(QueryDict(request.GET.get("volta", ""))).de_onde_veio(request)
    pagina = reverse("recursos:recurso", args=[caso.protocolo])
    return lista.enderecos(request, pagina=pagina, lista=reverse("recursos:lista"))


def _da_pagina(request: HttpRequest, caso: Pedido, por: Autor) -> dict[str, Any]:
    """O que a página mostra; `por_que_nao` é a razão, dita antes de se tentar, por que não se decide."""
    aberto = acoes.recurso_em_aberto(caso)
    return {
        **do_pedido(request, caso),
        "aba": "recursos",
        "atos": ATOS.possiveis(caso, por),
        "aberto_agora": aberto,
        "por_que_nao": ATOS["decidir"].por_que_nao(caso, por) if aberto else "",
        "endereco": enderecos(request, caso),
        "parado_desde": reunioes.parado_desde(timezone.now()),
        "da_comissao": por.papel == Papel.CMAI,
    }
