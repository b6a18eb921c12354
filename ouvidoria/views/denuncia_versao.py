"""A versão sem nomes: o texto marcado, uma decisão por marca, e como fica."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ouvidoria import acoes, versoes
from ouvidoria.forms.denuncia import DecisoesForm, TrechoForm
from ouvidoria.views.denuncia import da_denuncia
from protocolo.erros import RecusaDeAcao
from protocolo.pessoais import Tipo, rotulos

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    if request.POST.get("estado") != versoes.estado(versao):
        return _conflito(request, caso, acoes.OUTRA_PESSOA)
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
        dados["estado"] = versoes.estado(versao)
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
    trecho = trecho or TrechoForm(initial={"estado": versoes.estado(versao)})
    decisoes = form or DecisoesForm(versao=versao)
    contexto = {
        "caso": caso,
        "versao": versao,
        "decisoes": decisoes,
        "trecho": trecho,
        "form": trecho if trecho.errors else decisoes,
        "antes": list(_antes(versao)),
        "depois": list(_depois(versao)),
        "por_decidir": versoes.por_decidir(versao),
        "impede": versoes.por_que_nao(caso),
        "recusa": recusa,
    }
    return render(request, "ouvidoria/denuncia/versao.html", contexto, status=status)


def _antes(versao: Versao) -> Iterator[dict[str, Any]]:
    """O texto em pedaços: os marcados, com número e decisão, e o que há entre eles."""
    desde = 0
    for numero, dados in enumerate(versao.marcas, 1):
        yield {"texto": versao.original[desde : dados["inicio"]]}
        trecho = versao.original[dados["inicio"] : dados["fim"]]
        yield {"texto": trecho, "numero": numero, "decisao": dados["decisao"]}
        desde = dados["fim"]
    yield {"texto": versao.original[desde:]}


def _depois(versao: Versao) -> Iterator[dict[str, Any]]:
    """Como fica: os rótulos no lugar do que se tirou, e o que falta decidir ainda à vista."""
    tiradas = [dados for dados in versao.marcas if dados["decisao"] == versoes.TIRAR]
    escritos = iter(rotulos(versao.original, [versoes.como_marca(dados) for dados in tiradas]))
    desde = 0
    for dados in versao.marcas:
        yield {"texto": versao.original[desde : dados["inicio"]]}
        if dados["decisao"] == versoes.TIRAR:
            yield {"texto": next(escritos), "tirado": True}
        else:
            falta = not dados["decisao"]
            yield {"texto": versao.original[dados["inicio"] : dados["fim"]], "falta": falta}
        desde = dados["fim"]
    yield {"texto": versao.original[desde:]}
