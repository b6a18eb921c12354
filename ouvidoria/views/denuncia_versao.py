"""A versão sem nomes: o texto marcado, uma decisão por marca, e como fica."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ouvidoria import acoes, versoes
from ouvidoria.views.denuncia import da_denuncia
from protocolo import marcados
from protocolo.erros import RecusaDeAcao
from protocolo.forms import DecisoesForm, TrechoForm
from protocolo.pessoais import Tipo

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from contas.autor import Autor
    from ouvidoria.models import Manifestacao, Versao


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@da_denuncia
def conferir(request: HttpRequest, caso: Manifestacao, por: Autor) -> HttpResponse:
    """Guardar o que já se decidiu, ou concluir com todas decididas."""
    versao = versoes.atual(caso)
    if request.method != "POST":
        return _mostrar(request, caso, versao)
    concluir = "concluir" in request.POST
    form = DecisoesForm(request.POST, versao=versao, todas=concluir)
    if request.POST.get("estado") != marcados.estado(versao):
        return _conflito(request, caso, marcados.OUTRA_PESSOA)
    if not form.is_valid():
        return _mostrar(request, caso, versao, form=form, status=422)
    try:
        acoes.decidir(
            caso=caso,
            por=por,
            estado=form.cleaned_data["estado"],
            decisoes=form.decisoes,
            concluir=concluir,
        )
    except RecusaDeAcao as recusa:
        return _conflito(request, caso, str(recusa))
    messages.success(request, "Versão sem nomes conferida." if concluir else "Decisões guardadas.")
    return redirect("mesa:caso" if concluir else "mesa:versao", caso.protocolo)


@require_POST
@never_cache
@da_denuncia
def acrescentar(request: HttpRequest, caso: Manifestacao, por: Autor) -> HttpResponse:
    """Marca um trecho que o sistema não viu."""
    trecho = TrechoForm(request.POST)
    if not trecho.is_valid():
        return _mostrar(request, caso, versoes.atual(caso), trecho=trecho, status=422)
    dados = trecho.cleaned_data
    try:
        vezes = acoes.acrescentar(
            caso=caso, por=por, estado=dados["estado"], trecho=dados["trecho"], tipo=Tipo(dados["tipo"])
        )
    except RecusaDeAcao as recusa:
        return _conflito(request, caso, str(recusa), trecho=request.POST)
    except ValueError as erro:
        trecho.add_error("trecho", str(erro))
        return _mostrar(request, caso, versoes.atual(caso), trecho=trecho, status=422)
    messages.success(request, "Trecho marcado." if vezes == 1 else f"Trecho marcado em {vezes} lugares.")
    return redirect("mesa:versao", caso.protocolo)


def _conflito(request: HttpRequest, caso: Manifestacao, recusa: str, *, trecho: Any = None) -> HttpResponse:
    """A versão como está agora; o trecho que se escreveu volta com ela."""
    versao = versoes.atual(caso)
    dados = trecho.copy() if trecho is not None else None
    if dados is not None:
        dados["estado"] = marcados.estado(versao)
    return _mostrar(
        request, caso, versao, recusa=recusa, trecho=TrechoForm(dados) if dados else None, status=409
    )


def _mostrar(  # noqa: PLR0913  cada argumento é uma peça da página
    request: HttpRequest,
    caso: Manifestacao,
    versao: Versao,
    *,
    form: DecisoesForm | None = None,
    trecho: TrechoForm | None = None,
    recusa: str = "",
    status: int = 200,
) -> HttpResponse:
    trecho = trecho or TrechoForm(initial={"estado": marcados.estado(versao)})
    decisoes = form or DecisoesForm(versao=versao)
    contexto = {
        "caso": caso,
        "versao": versao,
        "decisoes": decisoes,
        "trecho": trecho,
        "form": trecho if trecho.errors else decisoes,
        "antes": list(marcados.antes(versao)),
        "depois": list(marcados.depois(versao)),
        "por_decidir": marcados.por_decidir(versao),
        "impede": versoes.por_que_nao(caso),
        "recusa": recusa,
    }
    return render(request, "ouvidoria/denuncia/versao.html", contexto, status=status)
