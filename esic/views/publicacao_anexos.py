"""Os anexos de uma publicação: cada um fica de fora ou entra como cópia refeita, ou tarjada."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from esic import publicacoes
from esic.acoes import publicar as acoes
from esic.guardas import publicacao_da_mesa
from mesas import conferir_copias

if TYPE_CHECKING:
    from django.http import HttpRequest

    from esic.models import Anexo, Publicacao
    from mesas.forms import SubstituirForm

FEITO = {
    conferir_copias.CONFIRMAR: "Cópia confirmada: é ela que se publica.",
    conferir_copias.SUBSTITUIR: "Arquivo tarjado guardado: é ele que se publica.",
    conferir_copias.DEIXAR_DE_FORA: "O anexo não se publica.",
}


@require_safe
@never_cache
def lista(request: HttpRequest, numero: int) -> HttpResponse:
    """Cada anexo, com a cópia e o que se decidiu dela."""
    publicacao, _por = publicacao_da_mesa(request, numero)
    return _mostrar(request, publicacao, None, "", None, 200)


@require_POST
@never_cache
def decidir(request: HttpRequest, numero: int, anexo: int) -> HttpResponse:
    """Confirma a cópia do sistema, troca-a por um arquivo tarjado, ou deixa o anexo de fora."""
    publicacao, por = publicacao_da_mesa(request, numero)
    original = _original(publicacao, anexo)

    def depois(decisao: str) -> HttpResponse:
        messages.success(request, FEITO[decisao])
        return redirect("publicacao:anexos", numero)

    deste: dict[str, Any] = {"publicacao": publicacao, "anexo": original, "por": por}
    atos = conferir_copias.Atos(
        confirmar=partial(acoes.confirmar_copia, **deste),
        substituir=lambda arquivo: acoes.substituir_copia(**deste, arquivo=arquivo),
        deixar_de_fora=partial(acoes.deixar_de_fora, **deste),
        mostrar=partial(_mostrar, request, publicacao, original),
        depois=depois,
    )
    return conferir_copias.decidir(request, original, atos)


@require_safe
@never_cache
def ver(request: HttpRequest, numero: int, anexo: int, qual: str) -> HttpResponseBase:
    """O original, a cópia que o sistema propõe, ou a que se conferiu."""
    publicacao, _por = publicacao_da_mesa(request, numero)
    return conferir_copias.ver(_original(publicacao, anexo), qual)


def _original(publicacao: Publicacao, pk: int) -> Anexo:
    for anexo in publicacoes.originais(publicacao):
        if anexo.pk == pk:
            return anexo
    raise Http404("Este pedido não tem este anexo.")


def _mostrar(  # noqa: PLR0913, PLR0917  cada argumento é uma peça da página
    request: HttpRequest,
    publicacao: Publicacao,
    com_erro: Anexo | None,
    recusa: str,
    form: SubstituirForm | None,
    status: int,
) -> HttpResponse:
    def enderecos(anexo: Anexo) -> dict[str, str]:
        deste = [publicacao.pk, anexo.pk]
        ver = {qual: reverse("publicacao:arquivo", args=[*deste, qual]) for qual in conferir_copias.QUAIS}
        return {**ver, "decidir": reverse("publicacao:anexo", args=deste)}

    originais = publicacoes.originais(publicacao)
    contexto = {
        "aba": "publicacao",
        "publicacao": publicacao,
        "caso": publicacao.pedido,
        "linhas": conferir_copias.linhas(originais, enderecos, com_erro=com_erro, form=form),
        "impede": publicacoes.por_que_nao_muda(publicacao),
        "form": form,
        "recusa": recusa,
    }
    return render(request, "esic/publicacao/anexos.html", contexto, status=status)
