"""Os anexos de uma denúncia e as cópias limpas deles."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mesas import conferir_copias
from ouvidoria import acoes
from ouvidoria.models import Anexo
from ouvidoria.quadro import originais
from ouvidoria.views.denuncia import da_denuncia

if TYPE_CHECKING:
    from django.http import HttpRequest

    from contas.autor import Autor
    from mesas.forms import SubstituirForm
    from ouvidoria.models import Manifestacao

FEITO = {
    conferir_copias.CONFIRMAR: "Cópia confirmada: é ela que vai a quem apura.",
    conferir_copias.SUBSTITUIR: "Arquivo tarjado guardado: é ele que vai a quem apura.",
    conferir_copias.DEIXAR_DE_FORA: "O anexo não vai a quem apura.",
}


@require_safe
@never_cache
@da_denuncia
def lista(request: HttpRequest, caso: Manifestacao, por: Autor) -> HttpResponse:  # noqa: ARG001  a guarda o passa
    """Cada anexo, com a cópia e o que se decidiu dela."""
    return _mostrar(request, caso, None, "", None, 200)


@require_POST
@never_cache
@da_denuncia
def decidir(request: HttpRequest, caso: Manifestacao, por: Autor, anexo: int) -> HttpResponse:
    """Confirma a cópia do sistema, troca-a por um arquivo tarjado, ou deixa o anexo de fora."""
    original = get_object_or_404(Anexo, pk=anexo, caso=caso, limpo_de=None)

    def depois(decisao: str) -> HttpResponse:
        messages.success(request, FEITO[decisao])
        return redirect("mesa:denuncia_anexos", caso.protocolo)

    deste: dict[str, Any] = {"caso": caso, "anexo": original, "por": por}
    atos = conferir_copias.Atos(
        confirmar=partial(acoes.confirmar_copia, **deste),
        substituir=lambda arquivo: acoes.substituir_copia(**deste, arquivo=arquivo),
        deixar_de_fora=partial(acoes.deixar_de_fora, **deste),
        mostrar=partial(_mostrar, request, caso, original),
        depois=depois,
    )
    return conferir_copias.decidir(request, original, atos)


@require_safe
@never_cache
@da_denuncia
def ver(request: HttpRequest, caso: Manifestacao, por: Autor, anexo: int, qual: str) -> HttpResponseBase:  # noqa: ARG001
    """O original, a cópia que o sistema propõe, ou a que se conferiu. Nunca com o nome que a pessoa deu."""
    originais = Anexo.objects.select_related("limpo")
    return conferir_copias.ver(get_object_or_404(originais, pk=anexo, caso=caso, limpo_de=None), qual)


def _mostrar(  # noqa: PLR0913, PLR0917  cada argumento é uma peça da página
    request: HttpRequest,
    caso: Manifestacao,
    com_erro: Anexo | None,
    recusa: str,
    form: SubstituirForm | None,
    status: int,
) -> HttpResponse:
    def enderecos(anexo: Anexo) -> dict[str, str]:
        deste = [caso.protocolo, anexo.pk]
        ver = {qual: reverse("mesa:denuncia_arquivo", args=[*deste, qual]) for qual in conferir_copias.QUAIS}
        return {**ver, "decidir": reverse("mesa:denuncia_anexo", args=deste)}

    linhas = conferir_copias.linhas(originais(caso), enderecos, com_erro=com_erro, form=form)
    contexto = {"caso": caso, "linhas": linhas, "form": form, "recusa": recusa}
    return render(request, "ouvidoria/denuncia/anexos.html", contexto, status=status)
