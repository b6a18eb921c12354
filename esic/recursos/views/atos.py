"""Um ato de quem decide recursos e reclamações, em dois tempos: ver o aviso, e confirmar."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from assistente.escritos import retoma
from contas.guardas import LER_E_MANDAR, de_trabalho
from esic.atos import paginas_do_ato
from esic.guardas import pedido_em_recurso
from esic.recursos.atos import ATOS
from esic.recursos.views.caso import enderecos
from mesas.atos import conduzir

RECURSOS = paginas_do_ato(enderecos)


@de_trabalho(*LER_E_MANDAR)
@retoma
def agir(request: HttpRequest, protocolo: str, ato: str) -> HttpResponse:
    """Um ato de quem decide recursos e reclamações."""
    caso, por = pedido_em_recurso(request, protocolo)
    return conduzir(request, RECURSOS, ATOS[ato], caso, por)
