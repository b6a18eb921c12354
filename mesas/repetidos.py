"""O ato que já foi feito e cuja resposta se perdeu: o mesmo formulário chega de novo, e não é conflito.

A marca do envio é um resumo com chave de tudo o que ele diz (quem, em que caso, a versão vista, cada campo e
cada arquivo): de cada versão de um caso só sai um ato, e por isso a mesma marca é o mesmo ato. Nada do que se
escreveu se lê nela.

O ato que um aparelho guardou sem rede chega pelo mesmo endereço, e a resposta diz se foi feito.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import salted_hmac

from assistente import escritos
from assistente.aparelho import recusa_da_conta
from contas.guardas import Pagina, usuario_da_sessao
from protocolo.erros import RecusaDeAcao
from protocolo.models import Caso, Rascunho

JA_FEITO = "Isto já estava feito, e não se fez de novo."
TIPO = "ato"
VALIDADE = timedelta(days=2)
"""Por quanto tempo se reconhece o envio repetido; depois é conflito, como o de qualquer página velha."""
DE_CADA_PAGINA = "csrfmiddlewaretoken"
GUARDADO = "Guardado"
"""O cabeçalho do que vem da fila de um aparelho."""
FICOU = {
    HTTPStatus.CONFLICT: "O pedido mudou depois que você guardou isto. Abra, confira e faça de novo.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Falta alguma coisa. Abra, confira e faça de novo.",
}
NAO_SE_FEZ = "Isto não se fez: o pedido já não está como estava. Abra e veja."


def anotar(request: HttpRequest, ato: str, caso: Caso) -> None:
    """Deixa escrito que este envio foi feito, na transação do ato."""
    _anotar(_do_ato(request, ato, caso), ato)


def deste_envio(request: HttpRequest) -> UUID:
    """A marca do que esta página manda: o mesmo envio, repetido, tem a mesma."""
    return _da_pagina(request)


def ja_feito(request: HttpRequest, ato: str, caso: Caso) -> bool:
    """Este mesmo envio, desta mesma pessoa, já fez o que pede?"""
    if request.method != "POST":
        return False
    return Rascunho.objects.filter(pk=_do_ato(request, ato, caso), tipo=TIPO).exists()


def reconhece_repetido[**P](pagina: Pagina[P, HttpResponse]) -> Pagina[P, HttpResponse]:
    """Reconhece o envio repetido na página sem `mesas.atos.conduzir`: o ato dela acaba sempre noutra página.

    Só olha a marca quando a página diz que mudou (409): quem faz, desfaz e faz de novo não repete um envio.
    """

    @wraps(pagina)
    def responder(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method != "POST":
            return pagina(request, *args, **kwargs)
        try:
            with transaction.atomic():
                resposta = pagina(request, *args, **kwargs)
                if resposta.status_code == HTTPStatus.FOUND:
                    _anotar(_da_pagina(request), request.path, resposta["Location"])
        except RecusaDeAcao:
            if feito := _feito(request):
                return feito
            raise
        return (_feito(request) if resposta.status_code == HTTPStatus.CONFLICT else None) or resposta

    return responder


def aceita_guardado[**P](
    ja_passou: Callable[Concatenate[HttpRequest, P], bool],
    o_que_mudou: Callable[Concatenate[HttpRequest, P], str],
) -> Callable[[Pagina[P, HttpResponse]], Pagina[P, HttpResponse]]:
    """A quem guardou o ato no aparelho diz-se, em JSON, se foi feito; senão, o escrito espera na página.

    O GET só diz se o que espera lá ainda tem o que fazer (`ja_passou`). Do que não se fez diz-se também quem
    fez o quê entretanto (`o_que_mudou`).
    """

    def decorar(pagina: Pagina[P, HttpResponse]) -> Pagina[P, HttpResponse]:
        @wraps(pagina)
        def responder(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if GUARDADO not in request.headers:
                return pagina(request, *args, **kwargs)
            if recusa := recusa_da_conta(request):
                return recusa
            if request.method != "POST":
                if not ja_passou(request, *args, **kwargs):
                    return JsonResponse({"estado": "falta"})
                return JsonResponse({"estado": "passou", "recado": o_que_mudou(request, *args, **kwargs)})
            resposta, recado = _tentar(lambda: pagina(request, *args, **kwargs))
            if resposta is not None:
                return JsonResponse({"estado": "feito", "endereco": resposta["Location"]})
            mudou = o_que_mudou(request, *args, **kwargs)
            return _ficou(request, f"{recado} O que mudou: {mudou}." if mudou else recado)

        return responder

    return decorar


def _tentar(fazer: Callable[[], HttpResponse]) -> tuple[HttpResponse | None, str]:
    """A resposta de quem fez; ou, do que não se fez, o recado."""
    try:
        resposta = fazer()
    except RecusaDeAcao as recusa:
        return None, str(recusa)
    if resposta.status_code == HTTPStatus.FOUND:
        return resposta, ""
    return None, FICOU.get(HTTPStatus(resposta.status_code), NAO_SE_FEZ)


def _ficou(request: HttpRequest, recado: str) -> JsonResponse:
    """O que se escreveu volta ao campo quando a pessoa abre a página; guarda-se como se fosse sigiloso."""
    escritos.guardar(request, usuario_da_sessao(request).pk, sigiloso=True)
    dito = {"estado": "falta", "recado": recado, "endereco": request.get_full_path()}
    return JsonResponse(dito, status=HTTPStatus.CONFLICT)


def _feito(request: HttpRequest) -> HttpResponse | None:
    """Aonde a resposta que se perdeu levava; None se este envio ainda não foi feito."""
    anotado = Rascunho.objects.filter(pk=_da_pagina(request), tipo=TIPO).first()
    if anotado is None:
        return None
    messages.info(request, JA_FEITO)
    return redirect(anotado.dados["foi_para"])


def _anotar(marca: UUID, ato: str, foi_para: str = "") -> None:
    feito = Rascunho(
        uuid=marca,
        tipo=TIPO,
        assunto=ato[:120],
        dados={"foi_para": foi_para} if foi_para else {},
        expira_em=timezone.now() + VALIDADE,
    )
    Rascunho.objects.bulk_create([feito], ignore_conflicts=True)


def _resumo(arquivo: UploadedFile[Any]) -> str:
    """Do conteúdo: quem já leu o arquivo o deixou no fim, e quem o lê depois o quer no começo."""
    arquivo.seek(0)
    resumo = hashlib.sha256()
    for pedaco in arquivo.chunks():
        resumo.update(pedaco)
    arquivo.seek(0)
    return resumo.hexdigest()


def _do_ato(request: HttpRequest, ato: str, caso: Caso) -> UUID:
    return _marca(request, f"{caso._meta.label} {caso.pk} {ato}")


def _da_pagina(request: HttpRequest) -> UUID:
    return _marca(request, request.path)


def _marca(request: HttpRequest, sobre: str) -> UUID:
    campos = sorted((nome, valores) for nome, valores in request.POST.lists() if nome != DE_CADA_PAGINA)
    arquivos = [
        (nome, arquivo.name, _resumo(arquivo))
        for nome, recebidos in sorted(request.FILES.lists())
        for arquivo in recebidos
    ]
    dito = json.dumps([request.user.pk, sobre, campos, arquivos])
    return UUID(bytes=salted_hmac(__name__, dito, algorithm="sha256").digest()[:16])
