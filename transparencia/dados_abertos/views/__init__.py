"""A lista dos dados abertos, o catálogo para programas e cada arquivo."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import IO

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from documentos.planilha import CSV
from transparencia.dados_abertos.catalogo import LICENCA, catalogo
from transparencia.dados_abertos.publicacao import COLUNAS, VERSOES, Leiaute
from transparencia.models import ArquivoPublicado

JSON_LD = "application/ld+json"
CP1252 = "cp1252"
POR_VEZ = 64 * 1024


@login_not_required
@require_safe
def indice(request: HttpRequest) -> HttpResponse:
    """Cada arquivo na última versão, e o que quer dizer cada coluna."""
    novos = list(ArquivoPublicado.objects.mais_novos())
    ids = {arquivo.pk for arquivo in novos}
    contexto = {
        "periodos": [(periodo, list(deles)) for periodo, deles in groupby(novos, lambda a: a.quando)],
        "cp1252": CP1252,
        "com_cp1252": Leiaute.CIDADE,
        "velhos": [a for a in ArquivoPublicado.objects.com_linhas().order_by("-pk") if a.pk not in ids],
        "dicionarios": [(Leiaute(qual).label, colunas) for qual, colunas in COLUNAS.items()],
        "licenca": LICENCA,
        "versoes": VERSOES,
    }
    return render(request, "transparencia/dados_abertos/indice.html", contexto)


@login_not_required
@require_safe
def em_catalogo(request: HttpRequest) -> JsonResponse:
    """O catálogo DCAT dos arquivos na última versão."""
    dito = catalogo(
        ArquivoPublicado.objects.mais_novos(),
        request.build_absolute_uri(reverse("dados_abertos:indice")),
        lambda arquivo: request.build_absolute_uri(arquivo.get_absolute_url()),
    )
    return JsonResponse(dito, content_type=JSON_LD, json_dumps_params={"ensure_ascii": False})


@login_not_required
@require_safe
def arquivo(request: HttpRequest, sha256: str, leiaute: str, periodo: str) -> HttpResponseBase:
    """Uma versão, pela soma de conferência: o endereço nunca muda do que diz; 404 se já não se guarda."""
    achado = get_object_or_404(ArquivoPublicado, sha256=sha256, leiaute=leiaute, periodo=periodo)
    codificacao = request.GET.get("codificacao", "")
    if codificacao not in ("", CP1252):
        raise Http404("O arquivo está em UTF-8; também se pede em cp1252.")
    etag = f'"{sha256}{codificacao}"'
    resposta: HttpResponseBase = get_conditional_response(request, etag=etag) or _descarga(
        achado, em_cp1252=bool(codificacao)
    )
    resposta.headers["ETag"] = etag
    return resposta


def _descarga(achado: ArquivoPublicado, *, em_cp1252: bool) -> HttpResponseBase:
    try:
        aberto = achado.arquivo.open("rb")
    except FileNotFoundError as falta:
        raise Http404("O arquivo não foi encontrado.") from falta
    if not em_cp1252:
        return FileResponse(aberto, as_attachment=True, filename=achado.nome, content_type=CSV)
    return StreamingHttpResponse(
        _recodificado(aberto),
        content_type=CSV.replace("utf-8", "windows-1252"),
        headers={"Content-Disposition": f'attachment; filename="{achado.nome}"'},
    )


def _recodificado(aberto: IO[bytes]) -> Iterator[bytes]:
    """O mesmo texto, em fluxo, na codificação dos arquivos antigos; a letra que falta vira “?”."""
    with aberto:
        for texto in codecs.iterdecode(iter(partial(aberto.read, POR_VEZ), b""), "utf-8-sig"):
            yield texto.encode(CP1252, "replace")
