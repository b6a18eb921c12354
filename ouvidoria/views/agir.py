"""Um ato da Ouvidoria em dois tempos: ver o aviso como a pessoa o lerá, e confirmar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mesas.atos import Telas, com_versao_nova, conduzir, do_conflito
from ouvidoria.guardas import caso_da_ouvidoria, com_relacoes
from ouvidoria.models import Manifestacao
from ouvidoria.views.atos_da_mesa import ATOS
from ouvidoria.views.caso import enderecos
from solicitacoes import lugar

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from mesas.forms import AtoForm

ATO = "ouvidoria/mesa/ato.html"
PREVIA = "ouvidoria/mesa/previa.html"
CONFLITO = "ouvidoria/mesa/conflito.html"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def agir(request: HttpRequest, protocolo: str, ato: str) -> HttpResponse:
    """Mostra o formulário, depois o aviso, e só então faz."""
    caso, por = caso_da_ouvidoria(request, protocolo)
    este = ATOS[ato]
    if request.method == "POST":
        form = este.form(request.POST, caso=caso, por=por)
    else:
        form = este.form(None, caso=caso, por=por, initial={"versao": caso.versao})

    def mostrar(modelo: str, agora: Manifestacao, qual: AtoForm, status: int, **extras: Any) -> HttpResponse:
        contexto = {"ato": este, "caso": agora, "form": qual, **_em_volta(request, agora, ato), **extras}
        return render(request, modelo, contexto, status=status)

    def conflito(agora: Manifestacao, enviado: AtoForm, recusa: str) -> HttpResponse:
        de_novo = este.form(com_versao_nova(request, agora), caso=agora, por=enviado.por)
        extras = do_conflito(request, este, agora, por, recusa)
        return mostrar(CONFLITO, agora, de_novo, 409, **extras)

    telas = Telas[Manifestacao](
        formulario=lambda qual, status: mostrar(ATO, caso, qual, status),
        previa=lambda qual: mostrar(PREVIA, caso, qual, 200, previa=este.previa(caso, qual.cleaned_data)),
        conflito=conflito,
        reler=lambda: com_relacoes().get(pk=caso.pk),
        depois=lambda _feito: _depois(request, este.feito, caso),
    )
    return conduzir(request, este, caso, por, form, telas)


def _em_volta(request: HttpRequest, caso: Manifestacao, ato: str) -> dict[str, Any]:
    """O que cada página de ato tem ao lado do formulário: as respostas dos órgãos e as que seguem esta."""
    do_orgao = ato in {"concluir", "devolver"}
    envios = caso.encaminhamentos.filter(respondido_em__isnull=False).select_related("orgao").order_by("pk")
    return {
        "endereco": enderecos(request, caso),
        "respostas_dos_orgaos": list(envios) if do_orgao else [],
        "juntadas": list(caso.juntadas.abertas().order_by("protocolo")) if ato == "concluir" else [],
        "abre_os_anexos": ato == "encaminhar",
    }


def _depois(request: HttpRequest, feito: str, caso: Manifestacao) -> HttpResponse:
    messages.success(request, f"{feito} Protocolo {caso.protocolo_escrito}.")
    return redirect(enderecos(request, caso)["pedido"])


@require_safe
@never_cache
def ruas(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Sugestões de rua para quem abre o pedido de serviço."""
    caso_da_ouvidoria(request, protocolo)
    sugestoes = lugar.sugestoes(request.GET)
    return render(request, "solicitacoes/pedido/local.html#sugestoes", {"sugestoes": sugestoes})
