"""Um ato do SIC em dois tempos: ver o aviso como a pessoa o lerá, e confirmar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contas.papeis import Papel
from esic.guardas import SaiuDoOrgao, com_relacoes, pedido_da_mesa
from esic.models import Pedido
from esic.views.atos import ATOS
from esic.views.pedido import enderecos
from protocolo.atos import Telas, com_versao_nova, conduzir, do_conflito

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from contas.autor import Autor
    from esic.views.atos import Ato
    from protocolo.forms import AtoForm

ATO = "esic/sic/ato.html"
PREVIA = "esic/sic/previa.html"
CONFLITO = "esic/sic/conflito.html"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def agir(request: HttpRequest, protocolo: str, ato: str) -> HttpResponse:
    """Mostra o formulário, depois o aviso, e só então faz."""
    este = ATOS[ato]
    try:
        caso, por = pedido_da_mesa(request, protocolo)
    except SaiuDoOrgao as saiu:
        return _conflito(request, este, saiu.caso, saiu.por, saiu=str(saiu))
    if request.method == "POST":
        form = este.form(request.POST, caso=caso, por=por)
    else:
        form = este.form(None, caso=caso, por=por, initial={"versao": caso.versao})

    def mostrar(modelo: str, qual: AtoForm, status: int = 200, **extras: Any) -> HttpResponse:
        return _mostrar(request, modelo, status, ato=este, caso=caso, form=qual, **extras)

    telas = Telas[Pedido](
        formulario=lambda qual, status: mostrar(ATO, qual, status),
        previa=lambda qual: mostrar(PREVIA, qual, previa=este.previa(caso, qual.cleaned_data)),
        conflito=lambda agora, _enviado, recusa: _conflito(request, este, agora, por, recusa=recusa),
        reler=lambda: com_relacoes().get(pk=caso.pk),
        depois=lambda feito: _depois(request, este, feito, por),
    )
    return conduzir(request, este, caso, por, form, telas)


def _conflito(
    request: HttpRequest, ato: Ato, caso: Pedido, por: Autor, *, recusa: str = "", saiu: str = ""
) -> HttpResponse:
    """O que mudou desde que se abriu a página, com o que se escreveu."""
    form = ato.form(com_versao_nova(request, caso), caso=caso, por=por)
    extras = do_conflito(request, ato, caso, por, recusa)
    if saiu or _fora(caso, por):
        extras |= {"possivel": False, "saiu": saiu or f"Este pedido passou para: {caso.orgao.nome}."}
    return _mostrar(request, CONFLITO, 409, ato=ato, caso=caso, form=form, **extras)


def _mostrar(request: HttpRequest, modelo: str, status: int, *, caso: Pedido, **extras: Any) -> HttpResponse:
    contexto = {"caso": caso, "endereco": enderecos(request, caso), **extras}
    return render(request, modelo, contexto, status=status)


def _fora(caso: Pedido, por: Autor) -> bool:
    """O pedido já não é de um órgão por que a pessoa responde?"""
    return por.papel == Papel.SIC and caso.orgao_id not in por.orgaos


def _depois(request: HttpRequest, ato: Ato, caso: Pedido, por: Autor) -> HttpResponse:
    messages.success(request, f"{ato.feito} Protocolo {caso.protocolo_escrito}.")
    return redirect(enderecos(request, caso)["lista" if _fora(caso, por) else "pedido"])
