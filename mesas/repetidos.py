"""O ato que já foi feito e cuja resposta se perdeu: o mesmo formulário chega de novo, e não é conflito.

A marca do envio é um resumo com chave de tudo o que ele diz (quem, em que caso, a versão vista, cada campo e
cada arquivo): de cada versão de um caso só sai um ato, e por isso a mesma marca é o mesmo ato. Nada do que se
escreveu se lê nela.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from protocolo.models import Caso, Rascunho

TIPO = "ato"
VALIDADE = timedelta(days=2)
"""Por quanto tempo se reconhece o envio repetido; depois é conflito, como o de qualquer página velha."""
DE_CADA_PAGINA = "csrfmiddlewaretoken"


def anotar(request: HttpRequest, ato: str, caso: Caso) -> None:
    """Deixa escrito que este envio foi feito, na transação do ato."""
    feito = Rascunho(
        uuid=_marca(request, ato, caso), tipo=TIPO, assunto=ato, expira_em=timezone.now() + VALIDADE
    )
    Rascunho.objects.bulk_create([feito], ignore_conflicts=True)


def ja_feito(request: HttpRequest, ato: str, caso: Caso) -> bool:
    """Este mesmo envio, desta mesma pessoa, já fez o que pede?"""
    if request.method != "POST":
        return False
    return Rascunho.objects.filter(pk=_marca(request, ato, caso), tipo=TIPO).exists()


def _resumo(arquivo: UploadedFile[Any]) -> str:
    """Do conteúdo: quem já leu o arquivo o deixou no fim, e quem o lê depois o quer no começo."""
    arquivo.seek(0)
    resumo = hashlib.sha256()
    for pedaco in arquivo.chunks():
        resumo.update(pedaco)
    arquivo.seek(0)
    return resumo.hexdigest()


def _marca(request: HttpRequest, ato: str, caso: Caso) -> UUID:
    campos = sorted((nome, valores) for nome, valores in request.POST.lists() if nome != DE_CADA_PAGINA)
    arquivos = [
        (nome, arquivo.name, _resumo(arquivo))
        for nome, recebidos in sorted(request.FILES.lists())
        for arquivo in recebidos
    ]
    dito = json.dumps([request.user.pk, caso._meta.label, caso.pk, ato, campos, arquivos])
    return UUID(bytes=salted_hmac(__name__, dito, algorithm="sha256").digest()[:16])
