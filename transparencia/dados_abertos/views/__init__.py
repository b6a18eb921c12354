"""A lista dos dados abertos, o catálogo para programas e cada arquivo."""

from __future__ import annotations

from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
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


@login_not_required
@require_safe
def indice(request: HttpRequest) -> HttpResponse:
    """Cada arquivo na última versão, e o que quer dizer cada coluna."""
    novos = list(ArquivoPublicado.objects.mais_novos())
    ids = {arquivo.pk for arquivo in novos}
    contexto = {
        "periodos": [(periodo, list(deles)) for periodo, deles in groupby(novos, lambda a: a.quando)],
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
    etag = f'"{sha256}"'
    resposta: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if resposta is None:
        try:
            aberto = achado.arquivo.open("rb")
        except FileNotFoundError as falta:
            raise Http404("O arquivo não foi encontrado.") from falta
        resposta = FileResponse(aberto, as_attachment=True, filename=achado.nome, content_type=CSV)
    resposta.headers["ETag"] = etag
    return resposta
