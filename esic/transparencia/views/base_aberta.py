"""A base aberta dos pedidos de informação: o índice com o dicionário, e cada semestre em CSV e JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import batched, chain

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from documentos.planilha import POR_VEZ, resposta_csv
from documentos.relatorios.em_cache import estes_dez_minutos
from esic.transparencia import base_aberta
from guia.paginas import dado_aberto


@login_not_required
@require_safe
def indice(request: HttpRequest) -> HttpResponse:
    """Os semestres que acabaram, e o que quer dizer cada coluna."""
    semestres = base_aberta.semestres(timezone.localdate())
    contexto = {"semestres": semestres, "colunas": base_aberta.COLUNAS, "secao": "esic"}
    return render(request, "esic/transparencia/relatorio/dados.html", contexto)


@dado_aberto(estes_dez_minutos)
def em_csv(request: HttpRequest, ano: int, semestre: int) -> HttpResponseBase:  # noqa: ARG001  é uma view
    """Com as datas como ano-mês-dia, que todo programa lê."""
    nome = f"{_nome(ano, semestre)}.csv"
    cabecalho = tuple(coluna.titulo for coluna in base_aberta.COLUNAS)
    return resposta_csv(chain([cabecalho], base_aberta.linhas(ano, semestre)), nome)


@dado_aberto(estes_dez_minutos)
def em_json(request: HttpRequest, ano: int, semestre: int) -> HttpResponseBase:  # noqa: ARG001  idem
    """A base do semestre em JSON, com o dicionário de dados no próprio arquivo."""
    nome = f"{_nome(ano, semestre)}.json"
    return StreamingHttpResponse(
        _pedacos(ano, semestre),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{nome}"'},
    )


def _nome(ano: int, semestre: int) -> str:
    """O nome do arquivo; 404 ao semestre que não há."""
    if not base_aberta.existe(ano, semestre, timezone.localdate()):
        raise Http404("Não há base deste semestre.")
    return f"pedidos-de-informacao-{ano}-{semestre}"


def _pedacos(ano: int, semestre: int) -> Iterator[bytes]:
    """O JSON escrito aos poucos: a memória não cresce com os pedidos."""
    dicionario = {coluna.titulo: coluna.descricao for coluna in base_aberta.COLUNAS}
    feita = timezone.localdate().isoformat()
    base = {"semestre": f"{ano}-{semestre}", "feita_em": feita, "colunas": dicionario}
    yield f'{json.dumps(base, ensure_ascii=False)[:-1]}, "pedidos": ['.encode()
    nomes, antes = tuple(dicionario), "\n"
    for lote in batched(base_aberta.linhas(ano, semestre), POR_VEZ):
        pedidos = (dict(zip(nomes, linha, strict=True)) for linha in lote)
        escritos = ",\n".join(json.dumps(pedido, ensure_ascii=False) for pedido in pedidos)
        yield f"{antes}{escritos}".encode()
        antes = ",\n"
    yield b"\n]}\n"
