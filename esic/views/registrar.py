"""O balcão do SIC: o pedido que chegou por visita, carta ou telefone, com o dia em que chegou de verdade."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from assistente.paginas import com_formulario, enviado
from assistente.preenchimento import BALCAO
from contas.guardas import LER_E_MANDAR, de_trabalho
from esic.assistente import TIPO
from esic.forms.pedir import RegistrarForm
from esic.guardas import quem_trabalha
from esic.views.pedir import PEDIR


@de_trabalho(*LER_E_MANDAR)
def registrar(request: HttpRequest) -> HttpResponse:
    """O canal e a data; depois, as mesmas perguntas que a pessoa responde sozinha, para qualquer órgão."""
    quem_trabalha(request)
    form = RegistrarForm(enviado(request), initial={"recebida_em": timezone.localdate()})
    if not form.is_valid():
        return com_formulario(request, "esic/sic/registrar.html", form, aba="pedidos")
    dito = form.cleaned_data
    chegou = {"canal": dito["canal"], "recebida_em": dito["recebida_em"].isoformat()}
    return PEDIR.gravado(request, PEDIR.novo(request, TIPO, {BALCAO: chegou}))
