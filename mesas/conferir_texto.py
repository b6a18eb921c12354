"""A conferência de um texto marcado na tela: decidir as marcas, acrescentar um trecho, ver como fica."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from documentos import texto_marcado
from documentos.pessoais import Tipo
from documentos.texto_marcado import TextoMarcado
from mesas.forms import NAO_DIZ, DecisoesForm, TrechoForm
from protocolo.erros import RecusaDeAcao


@dataclass(frozen=True, slots=True, kw_only=True)
class Conferencia:
    """O que um processo faz de cada decisão, e como mostra a página.

    `texto` lê o texto como está agora; `decidir` recebe estado, decisoes e concluir; `acrescentar`, estado,
    trecho e tipo, e devolve em quantos lugares; `concluida` é a resposta a quem decidiu todas as marcas.
    """

    request: HttpRequest
    texto: Callable[[], TextoMarcado]
    decidir: Callable[..., object]
    acrescentar: Callable[..., int]
    concluida: Callable[[], HttpResponse]
    aqui: str
    """O endereço da conferência."""
    modelo: str
    contexto: Callable[[], dict[str, Any]]
    deixar: str = NAO_DIZ

    def mostrar(
        self, status: int, texto: TextoMarcado | None = None, *, recusa: str = "", **formularios: Any
    ) -> HttpResponse:
        """O texto como está agora (o que já se leu, se se leu), com o que se decidiu ou se escreveu."""
        do_texto = contexto(texto or self.texto(), deixar=self.deixar, **formularios)
        tudo = {**do_texto, **self.contexto(), "recusa": recusa}
        return render(self.request, self.modelo, tudo, status=status)

    def voltar(self, recado: str) -> HttpResponse:
        """Fica na conferência."""
        messages.success(self.request, recado)
        return redirect(self.aqui)


def conferir(esta: Conferencia) -> HttpResponse:
    """Guardar o que já se decidiu, ou concluir com todas decididas: 422 ao que falta, 409 ao que mudou."""
    dados = esta.request.POST
    if esta.request.method != "POST":
        return esta.mostrar(200)
    concluir, texto = "concluir" in dados, esta.texto()
    form = DecisoesForm(dados, versao=texto, todas=concluir, deixar=esta.deixar)
    if dados.get("estado") != texto_marcado.estado(texto):
        return esta.mostrar(409, recusa=texto_marcado.OUTRA_PESSOA)
    if not form.is_valid():
        return esta.mostrar(422, texto, decisoes=form)
    try:
        esta.decidir(estado=form.cleaned_data["estado"], decisoes=form.decisoes, concluir=concluir)
    except RecusaDeAcao as recusa:
        return esta.mostrar(409, recusa=str(recusa))
    return esta.concluida() if concluir else esta.voltar("Decisões guardadas.")


def acrescentar(esta: Conferencia) -> HttpResponse:
    """Marca um trecho que o sistema não viu; o que se escreveu volta com a recusa."""
    trecho = TrechoForm(esta.request.POST)
    if not trecho.is_valid():
        return esta.mostrar(422, trecho=trecho)
    dados = trecho.cleaned_data
    try:
        vezes = esta.acrescentar(estado=dados["estado"], trecho=dados["trecho"], tipo=Tipo(dados["tipo"]))
    except RecusaDeAcao as recusa:
        texto = esta.texto()
        de_novo = TrechoForm({**dados, "estado": texto_marcado.estado(texto)})
        return esta.mostrar(409, texto, recusa=str(recusa), trecho=de_novo)
    except ValueError as erro:
        trecho.add_error("trecho", str(erro))
        return esta.mostrar(422, trecho=trecho)
    return esta.voltar("Trecho marcado." if vezes == 1 else f"Trecho marcado em {vezes} lugares.")


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
    }
