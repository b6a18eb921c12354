"""A versão sem nomes: o texto marcado, uma decisão por marca, e como fica."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from contas.autor import Autor
from contas.guardas import LER_E_MANDAR, de_trabalho
from mesas import conferir_texto
from mesas.repetidos import reconhece_repetido
from ouvidoria import acoes, versao_sem_nomes
from ouvidoria.guardas import da_denuncia
from ouvidoria.models import Manifestacao


@de_trabalho(*LER_E_MANDAR)
@reconhece_repetido
@da_denuncia
def conferir(request: HttpRequest, caso: Manifestacao, por: Autor) -> HttpResponse:
    """Guardar o que já se decidiu, ou concluir com todas decididas."""
    return conferir_texto.conferir(_conferencia(request, caso, por))


@de_trabalho("POST")
@reconhece_repetido
@da_denuncia
def acrescentar(request: HttpRequest, caso: Manifestacao, por: Autor) -> HttpResponse:
    """Marca um trecho que o sistema não viu."""
    return conferir_texto.acrescentar(_conferencia(request, caso, por))


def _conferencia(request: HttpRequest, caso: Manifestacao, por: Autor) -> conferir_texto.Conferencia:
    def concluida() -> HttpResponse:
        messages.success(request, "Versão sem nomes conferida.")
        return redirect("mesa:caso", caso.protocolo)

    return conferir_texto.Conferencia(
        request=request,
        texto=lambda: versao_sem_nomes.atual(caso),
        decidir=partial(acoes.decidir, caso=caso, por=por),
        acrescentar=partial(acoes.acrescentar, caso=caso, por=por),
        concluida=concluida,
        aqui=reverse("mesa:versao", args=[caso.protocolo]),
        modelo="ouvidoria/denuncia/versao_sem_nomes.html",
        contexto=lambda: {"caso": caso, "impede": versao_sem_nomes.por_que_nao(caso)},
    )
