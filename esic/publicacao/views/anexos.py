"""Os anexos de uma publicação: cada um fica de fora ou entra como cópia refeita, ou tarjada."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from contas.guardas import LER, de_trabalho
from esic import o_que_se_publica
from esic.acoes import publicar as acoes
from esic.guardas import publicacao_da_mesa
from mesas import conferir_copias
from mesas.repetidos import reconhece_repetido

FEITO = {
    conferir_copias.CONFIRMAR: "Cópia confirmada: é ela que se publica.",
    conferir_copias.SUBSTITUIR: "Arquivo tarjado guardado: é ele que se publica.",
    conferir_copias.DEIXAR_DE_FORA: "O anexo não se publica.",
}


@de_trabalho(*LER)
def lista(request: HttpRequest, numero: int) -> HttpResponse:
    """Cada anexo, com a cópia e o que se decidiu dela."""
    return _copias(request, numero).mostrar()


@de_trabalho("POST")
@reconhece_repetido
def decidir(request: HttpRequest, numero: int, anexo: int) -> HttpResponse:
    """Confirma a cópia do sistema, troca-a por um arquivo tarjado, ou deixa o anexo de fora."""
    return _copias(request, numero).decidir(anexo)


@de_trabalho(*LER)
def ver(request: HttpRequest, numero: int, anexo: int, qual: str) -> HttpResponseBase:
    """O original, a cópia que o sistema propõe, ou a que se conferiu."""
    return _copias(request, numero).ver(anexo, qual)


def _copias(request: HttpRequest, numero: int) -> conferir_copias.Copias:
    publicacao, por = publicacao_da_mesa(request, numero)
    return conferir_copias.Copias(
        request=request,
        acoes=acoes,
        argumentos={"publicacao": publicacao, "por": por},
        originais=lambda: o_que_se_publica.originais(publicacao),
        achar=lambda pk: get_object_or_404(o_que_se_publica.originais(publicacao), pk=pk),
        rota=lambda nome, *partes: reverse(f"publicacao:{nome}", args=[publicacao.pk, *partes]),
        modelo="esic/publicacao/anexos.html",
        contexto={
            "aba": "publicacao",
            "publicacao": publicacao,
            "caso": publicacao.pedido,
            "impede": o_que_se_publica.por_que_nao_muda(publicacao),
        },
        feito=FEITO,
    )
