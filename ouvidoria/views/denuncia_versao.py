"""A versão sem nomes: o texto marcado, uma decisão por marca, e como fica."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from mesas import conferir_texto
from ouvidoria import acoes, versoes
from ouvidoria.views.denuncia import da_denuncia

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from contas.autor import Autor
    from ouvidoria.models import Manifestacao


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@da_denuncia
def conferir(request: HttpRequest, caso: Manifestacao, por: Autor) -> HttpResponse:
    """Guardar o que já se decidiu, ou concluir com todas decididas."""
    return conferir_texto.conferir(request, _atos(request, caso, por))


@require_POST
@never_cache
@da_denuncia
def acrescentar(request: HttpRequest, caso: Manifestacao, por: Autor) -> HttpResponse:
    """Marca um trecho que o sistema não viu."""

    def depois(vezes: int) -> HttpResponse:
        messages.success(request, conferir_texto.dizer(vezes))
        return redirect("mesa:versao", caso.protocolo)

    return conferir_texto.acrescentar(request, _atos(request, caso, por), depois)


def _atos(request: HttpRequest, caso: Manifestacao, por: Autor) -> conferir_texto.Atos:
    def depois(concluida: bool) -> HttpResponse:  # noqa: FBT001  o que o conferir_texto passa
        messages.success(request, "Versão sem nomes conferida." if concluida else "Decisões guardadas.")
        return redirect("mesa:caso" if concluida else "mesa:versao", caso.protocolo)

    def mostrar(do_texto: dict[str, Any], status: int) -> HttpResponse:
        contexto = {**do_texto, "caso": caso, "impede": versoes.por_que_nao(caso)}
        return render(request, "ouvidoria/denuncia/versao.html", contexto, status=status)

    return conferir_texto.Atos(
        texto=lambda: versoes.atual(caso),
        decidir=partial(acoes.decidir, caso=caso, por=por),
        acrescentar=partial(acoes.acrescentar, caso=caso, por=por),
        mostrar=mostrar,
        depois=depois,
    )
