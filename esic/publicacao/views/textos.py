"""A conferência de uma parte do pedido: as marcas decididas uma a uma, e o trecho que o sistema não viu."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from contas.guardas import LER_E_MANDAR, de_trabalho
from esic import o_que_se_publica
from esic.acoes import publicar as acoes
from esic.guardas import publicacao_da_mesa
from esic.models import TextoPublico
from mesas import conferir_texto
from mesas.repetidos import reconhece_repetido


@de_trabalho(*LER_E_MANDAR)
@reconhece_repetido
def conferir(request: HttpRequest, numero: int, ordem: int) -> HttpResponse:
    """Guardar o que já se decidiu, ou concluir com todas decididas."""
    return conferir_texto.conferir(_conferencia(request, numero, ordem))


@de_trabalho("POST")
@reconhece_repetido
def acrescentar(request: HttpRequest, numero: int, ordem: int) -> HttpResponse:
    """Marca um trecho que o sistema não viu."""
    return conferir_texto.acrescentar(_conferencia(request, numero, ordem))


def _conferencia(request: HttpRequest, numero: int, ordem: int) -> conferir_texto.Conferencia:
    publicacao, por = publicacao_da_mesa(request, numero)
    texto = next((texto for texto in publicacao.textos.all() if texto.ordem == ordem), None)
    if texto is None:
        raise Http404("Esta publicação não tem esta parte.")
    texto.publicacao = publicacao
    return conferir_texto.Conferencia(
        request=request,
        texto=lambda: TextoPublico.objects.select_related("conferida_por").get(pk=texto.pk),
        decidir=partial(acoes.decidir_texto, texto=texto, por=por),
        acrescentar=partial(acoes.acrescentar_trecho, texto=texto, por=por),
        concluida=partial(_concluida, request, texto),
        aqui=reverse("publicacao:texto", args=[numero, ordem]),
        modelo="esic/publicacao/texto.html",
        contexto=lambda: {
            "aba": "publicacao",
            "publicacao": publicacao,
            "caso": publicacao.pedido,
            "nome": o_que_se_publica.nome_da_parte(texto),
            "impede": o_que_se_publica.por_que_nao_muda(publicacao),
        },
        deixar=o_que_se_publica.DEIXAR,
    )


def _concluida(request: HttpRequest, texto: TextoPublico) -> HttpResponse:
    """Leva à próxima parte por conferir; a última, à página da publicação."""
    faltam = TextoPublico.objects.filter(publicacao=texto.publicacao_id, conferida_em=None)
    messages.success(request, f"{o_que_se_publica.nome_da_parte(texto)}: conferido.")
    proxima = faltam.order_by("ordem").first()
    if proxima:
        return redirect("publicacao:texto", texto.publicacao_id, proxima.ordem)
    return redirect("publicacao:publicacao", texto.publicacao_id)
