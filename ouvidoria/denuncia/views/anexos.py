"""Os anexos de uma denúncia e as cópias limpas deles."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from contas.autor import Autor
from contas.guardas import LER, de_trabalho
from mesas import conferir_copias
from mesas.repetidos import reconhece_repetido
from ouvidoria import acoes
from ouvidoria.denuncia.o_que_falta import originais
from ouvidoria.guardas import da_denuncia
from ouvidoria.models import Anexo, Manifestacao

FEITO = {
    conferir_copias.CONFIRMAR: "Cópia confirmada: é ela que vai a quem apura.",
    conferir_copias.SUBSTITUIR: "Arquivo tarjado guardado: é ele que vai a quem apura.",
    conferir_copias.DEIXAR_DE_FORA: "O anexo não vai a quem apura.",
}


@de_trabalho(*LER)
@da_denuncia
def lista(request: HttpRequest, caso: Manifestacao, por: Autor) -> HttpResponse:
    """Cada anexo, com a cópia e o que se decidiu dela."""
    return _copias(request, caso, por).mostrar()


@de_trabalho("POST")
@reconhece_repetido
@da_denuncia
def decidir(request: HttpRequest, caso: Manifestacao, por: Autor, anexo: int) -> HttpResponse:
    """Confirma a cópia do sistema, troca-a por um arquivo tarjado, ou deixa o anexo de fora."""
    return _copias(request, caso, por).decidir(anexo)


@de_trabalho(*LER)
@da_denuncia
def ver(request: HttpRequest, caso: Manifestacao, por: Autor, anexo: int, qual: str) -> HttpResponseBase:
    """O original, a cópia que o sistema propõe, ou a que se conferiu."""
    return _copias(request, caso, por).ver(anexo, qual)


def _copias(request: HttpRequest, caso: Manifestacao, por: Autor) -> conferir_copias.Copias:
    anexos = Anexo.objects.select_related("limpo")
    return conferir_copias.Copias(
        request=request,
        acoes=acoes,
        argumentos={"caso": caso, "por": por},
        originais=lambda: originais(caso),
        achar=lambda pk: get_object_or_404(anexos, pk=pk, caso=caso, limpo_de=None),
        rota=lambda nome, *partes: reverse(f"mesa:denuncia_{nome}", args=[caso.protocolo, *partes]),
        modelo="ouvidoria/denuncia/anexos.html",
        contexto={"caso": caso},
        feito=FEITO,
    )
