"""A conferência de um texto marcado na tela: decidir as marcas, acrescentar um trecho, ver como fica."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from documentos import texto_marcado
from documentos.pessoais import Tipo
from mesas.forms import NAO_DIZ, DecisoesForm, TrechoForm
from protocolo.erros import RecusaDeAcao

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from documentos.texto_marcado import TextoMarcado


@dataclass(frozen=True, slots=True)
class Atos:
    """O que um processo faz de cada decisão, e como mostra a página.

    `texto` lê o texto como está agora; `decidir` recebe estado, decisoes e concluir; `acrescentar`, estado,
    trecho e tipo, e devolve em quantos lugares; `mostrar`, o que a página pede e a situação da resposta.
    """

    texto: Callable[[], TextoMarcado]
    decidir: Callable[..., object]
    acrescentar: Callable[..., int]
    mostrar: Callable[[dict[str, Any], int], HttpResponse]
    depois: Callable[[bool], HttpResponse]
    deixar: str = NAO_DIZ


def conferir(request: HttpRequest, atos: Atos) -> HttpResponse:
    """Guardar o que já se decidiu, ou concluir com todas decididas: 422 ao que falta, 409 ao que mudou."""
    texto = atos.texto()
    if request.method != "POST":
        return atos.mostrar(contexto(texto, deixar=atos.deixar), 200)
    concluir = "concluir" in request.POST
    form = DecisoesForm(request.POST, versao=texto, todas=concluir, deixar=atos.deixar)
    if request.POST.get("estado") != texto_marcado.estado(texto):
        return _conflito(atos, texto_marcado.OUTRA_PESSOA)
    if not form.is_valid():
        return atos.mostrar(contexto(texto, decisoes=form), 422)
    try:
        atos.decidir(estado=form.cleaned_data["estado"], decisoes=form.decisoes, concluir=concluir)
    except RecusaDeAcao as recusa:
        return _conflito(atos, str(recusa))
    return atos.depois(concluir)


def acrescentar(request: HttpRequest, atos: Atos, depois: Callable[[int], HttpResponse]) -> HttpResponse:
    """Marca um trecho que o sistema não viu; o que se escreveu volta com a recusa."""
    trecho = TrechoForm(request.POST)
    if not trecho.is_valid():
        return atos.mostrar(contexto(atos.texto(), trecho=trecho, deixar=atos.deixar), 422)
    dados = trecho.cleaned_data
    try:
        vezes = atos.acrescentar(estado=dados["estado"], trecho=dados["trecho"], tipo=Tipo(dados["tipo"]))
    except RecusaDeAcao as recusa:
        return _conflito(atos, str(recusa), trecho=request.POST)
    except ValueError as erro:
        trecho.add_error("trecho", str(erro))
        return atos.mostrar(contexto(atos.texto(), trecho=trecho, deixar=atos.deixar), 422)
    return depois(vezes)


def dizer(vezes: int) -> str:
    return "Trecho marcado." if vezes == 1 else f"Trecho marcado em {vezes} lugares."


def _conflito(atos: Atos, recusa: str, *, trecho: Any = None) -> HttpResponse:
    """O texto como está agora; o trecho que se escreveu volta com ele."""
    texto = atos.texto()
    dados = trecho.copy() if trecho is not None else None
    if dados is not None:
        dados["estado"] = texto_marcado.estado(texto)
    form = TrechoForm(dados) if dados is not None else None
    return atos.mostrar({**contexto(texto, trecho=form, deixar=atos.deixar), "recusa": recusa}, 409)


def contexto(
    texto: TextoMarcado,
    *,
    decisoes: DecisoesForm | None = None,
    trecho: TrechoForm | None = None,
    deixar: str = NAO_DIZ,
) -> dict[str, Any]:
    """O que `documentos/texto_marcado.html` e o resumo dos erros pedem."""
    trecho = trecho or TrechoForm(initial={"estado": texto_marcado.estado(texto)})
    decisoes = decisoes or DecisoesForm(versao=texto, deixar=deixar)
    return {
        "versao": texto,
        "decisoes": decisoes,
        "trecho": trecho,
        "form": trecho if trecho.errors else decisoes,
        "antes": list(texto_marcado.antes(texto)),
        "depois": list(texto_marcado.depois(texto)),
        "por_decidir": texto_marcado.por_decidir(texto),
        "recusa": "",
    }
