"""Os anexos de uma denúncia e as cópias limpas deles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ouvidoria import acoes
from ouvidoria.forms.denuncia import SubstituirForm
from ouvidoria.models import Anexo
from ouvidoria.quadro import limpo_de, originais
from ouvidoria.views.denuncia import da_denuncia
from protocolo.erros import ArquivoRecusado, RecusaDeAcao

if TYPE_CHECKING:
    from django.http import HttpRequest

    from contas.autor import Autor
    from ouvidoria.models import Manifestacao

TIPOS = {True: "application/pdf", False: "image/jpeg"}
SUMIU = "O arquivo deste anexo não foi encontrado."
DECISOES = ("confirmar", "substituir", "deixar_de_fora")
FEITO = {
    "confirmar": "Cópia confirmada: é ela que vai a quem apura.",
    "substituir": "Arquivo tarjado guardado: é ele que vai a quem apura.",
    "deixar_de_fora": "O anexo não vai a quem apura.",
}


@require_safe
@never_cache
@da_denuncia
def lista(request: HttpRequest, caso: Manifestacao, por: Autor) -> HttpResponse:  # noqa: ARG001  a guarda o passa
    """Cada anexo, com a cópia e o que se decidiu dela."""
    return _mostrar(request, caso)


@require_POST
@never_cache
@da_denuncia
def decidir(request: HttpRequest, caso: Manifestacao, por: Autor, anexo: int) -> HttpResponse:
    """Confirma a cópia do sistema, troca-a por um arquivo tarjado, ou deixa o anexo de fora."""
    original = get_object_or_404(Anexo, pk=anexo, caso=caso, limpo_de=None)
    decisao = next((nome for nome in DECISOES if nome in request.POST), "")
    form = SubstituirForm(request.POST, request.FILES, auto_id=f"id_{anexo}_%s")
    if not decisao or (decisao == "substituir" and not form.is_valid()):
        return _mostrar(request, caso, com_erro=original, form=form, status=422)
    try:
        if decisao == "confirmar":
            acoes.confirmar_copia(caso=caso, anexo=original, por=por)
        elif decisao == "substituir":
            arquivo = form.cleaned_data["arquivo"]
            acoes.substituir_copia(caso=caso, anexo=original, por=por, arquivo=arquivo)
        else:
            acoes.deixar_de_fora(caso=caso, anexo=original, por=por)
    except FileNotFoundError as falta:
        raise Http404(SUMIU) from falta
    except ArquivoRecusado as recusa:
        form.is_valid()
        form.add_error("arquivo", str(recusa))
        return _mostrar(request, caso, com_erro=original, form=form, status=422)
    except RecusaDeAcao as recusa:
        return _mostrar(request, caso, recusa=str(recusa), status=409)
    messages.success(request, FEITO[decisao])
    return redirect("mesa:denuncia_anexos", caso.protocolo)


@require_safe
@never_cache
@da_denuncia
def ver(request: HttpRequest, caso: Manifestacao, por: Autor, anexo: int, qual: str) -> HttpResponseBase:  # noqa: ARG001
    """O original, a cópia que o sistema propõe, ou a que se conferiu. Nunca com o nome que a pessoa deu."""
    original = get_object_or_404(Anexo.objects.select_related("limpo"), pk=anexo, caso=caso, limpo_de=None)
    nome = f"anexo-{original.pk}-{qual}.{'pdf' if original.pdf else 'jpg'}"
    try:
        if qual == "copia":
            return _do_sistema(original, nome)
        escolhido = original if qual == "original" else limpo_de(original)
        if escolhido is None:
            raise Http404("Este anexo não tem cópia conferida.")
        tipo = TIPOS[escolhido.pdf]
        resposta = FileResponse(escolhido.arquivo.open("rb"), content_type=tipo, filename=nome)
    except FileNotFoundError as falta:
        raise Http404(SUMIU) from falta
    resposta["X-Content-Type-Options"] = "nosniff"
    return resposta


def _do_sistema(original: Anexo, nome: str) -> HttpResponse:
    try:
        conteudo = acoes.refazer_copia(original).conteudo
    except ArquivoRecusado as recusa:
        raise Http404(f"Não foi possível fazer a cópia: {recusa}") from recusa
    resposta = HttpResponse(conteudo, content_type=TIPOS[original.pdf])
    resposta["Content-Disposition"] = f'inline; filename="{nome}"'
    resposta["X-Content-Type-Options"] = "nosniff"
    return resposta


def _mostrar(  # noqa: PLR0913  cada argumento é uma peça da página
    request: HttpRequest,
    caso: Manifestacao,
    *,
    com_erro: Anexo | None = None,
    form: SubstituirForm | None = None,
    recusa: str = "",
    status: int = 200,
) -> HttpResponse:
    linhas = [
        {
            "anexo": anexo,
            "copia": limpo_de(anexo),
            "form": form if anexo == com_erro else SubstituirForm(auto_id=f"id_{anexo.pk}_%s"),
        }
        for anexo in originais(caso)
    ]
    contexto = {"caso": caso, "linhas": linhas, "form": form, "recusa": recusa}
    return render(request, "ouvidoria/denuncia/anexos.html", contexto, status=status)
