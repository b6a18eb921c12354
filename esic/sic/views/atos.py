"""Um ato do SIC em dois tempos: ver o aviso como a pessoa o lerá, e confirmar."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from assistente.escritos import retoma
from contas.guardas import LER_E_MANDAR, de_trabalho
from esic.atos import paginas_do_ato
from esic.guardas import SaiuDoOrgao, pedido_da_mesa
from esic.sic.atos import ATOS
from esic.sic.views.caso import enderecos
from mesas.atos import Passo, conduzir, conflito


@de_trabalho(*LER_E_MANDAR)
@retoma
def agir(request: HttpRequest, protocolo: str, ato: str) -> HttpResponse:
    """Um ato do SIC; o pedido que acabou de passar a outro órgão é conflito, e o texto não se perde."""
    try:
        caso, por = pedido_da_mesa(request, protocolo)
    except SaiuDoOrgao as saiu:
        return conflito(Passo(request=request, mesa=SIC, ato=ATOS[ato], caso=saiu.caso, por=saiu.por))
    return conduzir(request, SIC, ATOS[ato], caso, por)


SIC = paginas_do_ato(enderecos)
