"""A conferência das cópias dos anexos na tela: confirmar a do sistema, trocá-la, ou deixar de fora."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from documentos import copias
from mesas.forms import SubstituirForm
from protocolo.erros import ArquivoRecusado, RecusaDeAcao

TIPOS = {True: "application/pdf", False: "image/jpeg"}
SUMIU = "O arquivo deste anexo não foi encontrado."
CONFIRMAR, SUBSTITUIR, DEIXAR_DE_FORA = DECISOES = ("confirmar", "substituir", "deixar_de_fora")
QUAIS = ("original", "copia", "limpa")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copias:
    """Os anexos de um caso, por conferir, e o que cada processo faz de cada decisão.

    `acoes` tem `confirmar_copia`, `substituir_copia` e `deixar_de_fora`, que recebem o `anexo` e os
    `argumentos`; `rota` dá o endereço de "anexos", de "anexo" e de "arquivo" deste caso.
    """

    request: HttpRequest
    acoes: Any
    argumentos: dict[str, Any]
    originais: Callable[[], Iterable[Any]]
    achar: Callable[[int], Any]
    rota: Callable[..., str]
    modelo: str
    contexto: dict[str, Any]
    feito: Mapping[str, str]

    def mostrar(
        self,
        status: int = 200,
        *,
        com_erro: Any = None,
        recusa: str = "",
        form: SubstituirForm | None = None,
    ) -> HttpResponse:
        """Cada anexo, com a cópia e o que se decidiu dela."""
        linhas = [
            {
                "anexo": anexo,
                "copia": copias.limpo_de(anexo),
                "form": form if form and anexo == com_erro else SubstituirForm(auto_id=_auto_id(anexo)),
                "onde": {qual: self.rota("arquivo", anexo.pk, qual) for qual in QUAIS}
                | {"decidir": self.rota("anexo", anexo.pk)},
            }
            for anexo in self.originais()
        ]
        contexto = {**self.contexto, "linhas": linhas, "form": form, "recusa": recusa}
        return render(self.request, self.modelo, contexto, status=status)

    def decidir(self, anexo: int) -> HttpResponse:
        """Faz o que o botão diz: 422 ao arquivo que não serve, 409 ao que não cabe, 404 ao que sumiu."""
        original, request = self.achar(anexo), self.request
        decisao = next((nome for nome in DECISOES if nome in request.POST), "")
        form = SubstituirForm(request.POST, request.FILES, auto_id=_auto_id(original))
        if not decisao or (decisao == SUBSTITUIR and not form.is_valid()):
            return self.mostrar(422, com_erro=original, form=form)
        try:
            self._fazer(decisao, original, form)
        except FileNotFoundError as falta:
            raise Http404(SUMIU) from falta
        except ArquivoRecusado as recusa:
            form.is_valid()
            form.add_error("arquivo", str(recusa))
            return self.mostrar(422, com_erro=original, form=form)
        except RecusaDeAcao as recusa:
            return self.mostrar(409, recusa=str(recusa))
        messages.success(request, self.feito[decisao])
        return redirect(self.rota("anexos"))

    def _fazer(self, decisao: str, original: Any, form: SubstituirForm) -> None:
        deste = {**self.argumentos, "anexo": original}
        if decisao == CONFIRMAR:
            self.acoes.confirmar_copia(**deste)
        elif decisao == SUBSTITUIR:
            self.acoes.substituir_copia(**deste, arquivo=form.cleaned_data["arquivo"])
        else:
            self.acoes.deixar_de_fora(**deste)

    def ver(self, anexo: int, qual: str) -> HttpResponseBase:
        """O original, a cópia do sistema ou a que se conferiu. Nunca com o nome que a pessoa deu."""
        if qual not in QUAIS:
            raise Http404("Só há o original, a cópia do sistema e a conferida.")
        original = self.achar(anexo)
        resposta = _do_sistema(original) if qual == "copia" else _guardado(original, qual)
        nome = f"anexo-{original.pk}-{qual}.{'pdf' if original.pdf else 'jpg'}"
        resposta["Content-Disposition"] = f'inline; filename="{nome}"'
        resposta["X-Content-Type-Options"] = "nosniff"
        return resposta


def _auto_id(anexo: Any) -> str:
    return f"id_{anexo.pk}_%s"


def _guardado(original: Any, qual: str) -> FileResponse:
    escolhido = original if qual == "original" else copias.limpo_de(original)
    if escolhido is None:
        raise Http404("Este anexo não tem cópia conferida.")
    try:
        return FileResponse(escolhido.arquivo.open("rb"), content_type=TIPOS[escolhido.pdf])
    except FileNotFoundError as falta:
        raise Http404(SUMIU) from falta


def _do_sistema(original: Any) -> HttpResponse:
    try:
        conteudo = copias.refazer(original).conteudo
    except FileNotFoundError as falta:
        raise Http404(SUMIU) from falta
    except ArquivoRecusado as recusa:
        raise Http404(f"Não foi possível fazer a cópia: {recusa}") from recusa
    return HttpResponse(conteudo, content_type=TIPOS[original.pdf])
