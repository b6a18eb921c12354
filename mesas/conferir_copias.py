"""A conferência das cópias dos anexos na tela: confirmar a do sistema, trocá-la, ou deixar de fora."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404, HttpResponse

from documentos import copias
from mesas.forms import SubstituirForm
from protocolo.erros import ArquivoRecusado, RecusaDeAcao

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

TIPOS = {True: "application/pdf", False: "image/jpeg"}
SUMIU = "O arquivo deste anexo não foi encontrado."
CONFIRMAR, SUBSTITUIR, DEIXAR_DE_FORA = DECISOES = ("confirmar", "substituir", "deixar_de_fora")
QUAIS = ("original", "copia", "limpa")


@dataclass(frozen=True, slots=True)
class Atos:
    """O que um processo faz de cada decisão, e como mostra a página. `mostrar(recusa, form, status)`."""

    confirmar: Callable[[], object]
    substituir: Callable[[Any], object]
    deixar_de_fora: Callable[[], object]
    mostrar: Callable[[str, SubstituirForm | None, int], HttpResponse]
    depois: Callable[[str], HttpResponse]


def decidir(request: HttpRequest, original: Any, atos: Atos) -> HttpResponse:
    """Faz o que o botão diz: 422 ao arquivo que não serve, 409 ao que não cabe, 404 ao que sumiu."""
    decisao = next((nome for nome in DECISOES if nome in request.POST), "")
    form = SubstituirForm(request.POST, request.FILES, auto_id=_auto_id(original))
    if not decisao or (decisao == SUBSTITUIR and not form.is_valid()):
        return atos.mostrar("", form, 422)
    try:
        if decisao == CONFIRMAR:
            atos.confirmar()
        elif decisao == SUBSTITUIR:
            atos.substituir(form.cleaned_data["arquivo"])
        else:
            atos.deixar_de_fora()
    except FileNotFoundError as falta:
        raise Http404(SUMIU) from falta
    except ArquivoRecusado as recusa:
        form.is_valid()
        form.add_error("arquivo", str(recusa))
        return atos.mostrar("", form, 422)
    except RecusaDeAcao as recusa:
        return atos.mostrar(str(recusa), None, 409)
    return atos.depois(decisao)


def linhas(
    originais: Iterable[Any],
    enderecos: Callable[[Any], dict[str, str]],
    *,
    com_erro: Any = None,
    form: SubstituirForm | None = None,
) -> list[dict[str, Any]]:
    """O que a página mostra de cada anexo; `enderecos` dá o de decidir e o de ver cada uma das `QUAIS`."""
    return [
        {
            "anexo": anexo,
            "copia": copias.limpo_de(anexo),
            "form": form if form and anexo == com_erro else SubstituirForm(auto_id=_auto_id(anexo)),
            "onde": enderecos(anexo),
        }
        for anexo in originais
    ]


def _auto_id(anexo: Any) -> str:
    return f"id_{anexo.pk}_%s"


def ver(original: Any, qual: str) -> HttpResponseBase:
    """O original, a cópia que o sistema propõe, ou a que se conferiu. Nunca com o nome que a pessoa deu."""
    if qual not in QUAIS:
        raise Http404("Só há o original, a cópia do sistema e a conferida.")
    resposta = _do_sistema(original) if qual == "copia" else _guardado(original, qual)
    nome = f"anexo-{original.pk}-{qual}.{'pdf' if original.pdf else 'jpg'}"
    resposta["Content-Disposition"] = f'inline; filename="{nome}"'
    resposta["X-Content-Type-Options"] = "nosniff"
    return resposta


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
