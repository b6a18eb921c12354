"""A página de um pedido de informação na mesa do SIC, e o contato de quem pediu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from assistente.escritos import retoma
from contas.autor import Autor
from contas.guardas import LER, de_trabalho
from esic import acoes
from esic.guardas import com_relacoes, pedido_da_mesa
from esic.models import Pedido
from esic.pagina import abrir_contato, do_pedido, por_passo
from esic.sic.atos import ATOS
from esic.sic.lista import MesaDoSic
from mesas.historia import andamentos
from mesas.pagina import PaginaDoCaso

PEDIDO = "esic/sic/pedido.html"


@de_trabalho(*LER)
def pedido(request: HttpRequest, protocolo: str) -> HttpResponse:
    """O pedido inteiro; o contato de quem pede fica fechado. Com htmx, só um pedaço."""
    caso, por = pedido_da_mesa(request, protocolo)
    return PAGINA.mostrar(request, caso, por)


@de_trabalho("POST")
def contato(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Mostra o contato de quem pede e deixa escrito quem leu, e quando (LGPD, art. 37)."""
    caso, por = pedido_da_mesa(request, protocolo)
    contexto = PAGINA.de_todo_caso(request, caso) | _em_volta(request, caso, por)
    return abrir_contato(request, caso, por, contexto, PEDIDO)


@de_trabalho("POST")
@retoma
def anotar(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Um recado que só quem trabalha no pedido lê; com htmx voltam a história e os atos, na versão nova."""
    caso, por = pedido_da_mesa(request, protocolo)
    return PAGINA.anotar(request, caso, por, acoes.anotar)


def enderecos(request: HttpRequest, caso: Pedido) -> dict[str, str]:
    """Os endereços do caso na mesa do SIC."""
    pagina = reverse("sic:pedido", args=[caso.protocolo])
    return MesaDoSic.de_onde_veio(request).enderecos(request, pagina=pagina, lista=reverse("sic:lista"))


def _em_volta(request: HttpRequest, caso: Pedido, por: Autor) -> dict[str, Any]:
    return {
        **do_pedido(request, caso),
        "aba": "pedidos",
        "atos": ATOS.possiveis(caso, por),
        "a_cumprir": acoes.a_cumprir(caso),
    }


PAGINA = PaginaDoCaso[Pedido](
    modelo=PEDIDO,
    anotacoes="esic/sic/anotacoes.html",
    rota_de_anotar="sic:anotar",
    com_relacoes=com_relacoes,
    enderecos=enderecos,
    em_volta=_em_volta,
    previa="esic/sic/ao_lado.html",
    da_previa=lambda caso: {"anexos": por_passo(caso, andamentos(caso))},
)
