"""A conferência de uma parte do pedido: as marcas decididas uma a uma, e o trecho que o sistema não viu."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from esic import publicacoes
from esic.acoes import publicar as acoes
from esic.guardas import publicacao_da_mesa
from esic.models import TextoPublico
from mesas import conferir_texto

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from contas.autor import Autor


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def conferir(request: HttpRequest, numero: int, ordem: int) -> HttpResponse:
    """Guardar o que já se decidiu, ou concluir com todas decididas."""
    return conferir_texto.conferir(request, _atos(request, *_texto(request, numero, ordem)))


@require_POST
@never_cache
def acrescentar(request: HttpRequest, numero: int, ordem: int) -> HttpResponse:
    """Marca um trecho que o sistema não viu."""

    def depois(vezes: int) -> HttpResponse:
        messages.success(request, conferir_texto.dizer(vezes))
        return redirect("publicacao:texto", numero, ordem)

    return conferir_texto.acrescentar(request, _atos(request, *_texto(request, numero, ordem)), depois)


def _texto(request: HttpRequest, numero: int, ordem: int) -> tuple[TextoPublico, Autor]:
    publicacao, por = publicacao_da_mesa(request, numero)
    texto = next((texto for texto in publicacao.textos.all() if texto.ordem == ordem), None)
    if texto is None:
        raise Http404("Esta publicação não tem esta parte.")
    texto.publicacao = publicacao
    return texto, por


def _atos(request: HttpRequest, texto: TextoPublico, por: Autor) -> conferir_texto.Atos:
    publicacao = texto.publicacao

    def atual() -> TextoPublico:
        return TextoPublico.objects.select_related("conferida_por").get(pk=texto.pk)

    def mostrar(do_texto: dict[str, Any], status: int) -> HttpResponse:
        contexto = {
            **do_texto,
            "aba": "publicacao",
            "publicacao": publicacao,
            "caso": publicacao.pedido,
            "nome": publicacoes.nome_da_parte(texto),
            "impede": publicacoes.por_que_nao_muda(publicacao),
        }
        return render(request, "esic/publicacao/texto.html", contexto, status=status)

    return conferir_texto.Atos(
        texto=atual,
        decidir=partial(acoes.decidir_texto, texto=texto, por=por),
        acrescentar=partial(acoes.acrescentar_trecho, texto=texto, por=por),
        mostrar=mostrar,
        depois=partial(_depois, request, texto),
        deixar=publicacoes.DEIXAR,
    )


def _depois(request: HttpRequest, texto: TextoPublico, concluida: bool) -> HttpResponse:  # noqa: FBT001
    """Concluída, leva à próxima parte por conferir; a última, à página da publicação."""
    if not concluida:
        messages.success(request, "Decisões guardadas.")
        return redirect("publicacao:texto", texto.publicacao_id, texto.ordem)
    faltam = TextoPublico.objects.filter(publicacao=texto.publicacao_id, conferida_em=None)
    messages.success(request, f"{publicacoes.nome_da_parte(texto)}: conferido.")
    proxima = faltam.order_by("ordem").first()
    if proxima:
        return redirect("publicacao:texto", texto.publicacao_id, proxima.ordem)
    return redirect("publicacao:publicacao", texto.publicacao_id)
