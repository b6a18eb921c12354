"""O acervo público das respostas: a busca, a página de cada uma e os seus arquivos."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from documentos.servir import servir
from esic.models import Anexo, Publicacao
from esic.situacoes import Decisao, SituacaoDaPublicacao
from esic.transparencia import acervo
from guia.paginas import publica_com


@publica_com(acervo.marca)
def lista(request: HttpRequest) -> HttpResponse:
    """As respostas publicadas, com a busca e os filtros na URL."""
    filtros = acervo.Acervo.ler(request.GET)
    achado = acervo.buscar(filtros, request.GET)
    contexto = {
        "secao": "esic",
        "filtros": filtros,
        "achado": achado,
        "pagina": achado.pagina,
        **achado.pagina.enderecos(filtros.usados),
        "orgaos": acervo.orgaos(),
        "anos": acervo.anos(),
        "decisoes": Decisao.choices,
    }
    return render(request, "esic/transparencia/acervo/lista.html", contexto)


@publica_com(acervo.marca)
def resposta(request: HttpRequest, numero: int, slug: str) -> HttpResponse:
    """Uma resposta. Título mudado leva ao endereço novo; a que saiu do ar diz que saiu (410)."""
    todas = Publicacao.objects.select_related("pedido__orgao").prefetch_related("textos", "pedido__recursos")
    publicacao = get_object_or_404(todas.exclude(slug=""), pk=numero)
    if publicacao.situacao != SituacaoDaPublicacao.PUBLICADO:
        return render(request, "esic/transparencia/acervo/fora_do_ar.html", {"secao": "esic"}, status=410)
    if slug != publicacao.slug:
        return redirect(publicacao)
    contexto = {
        "secao": "esic",
        "publicacao": publicacao,
        "resposta": acervo.montar(publicacao),
        "previa": False,
    }
    return render(request, "esic/transparencia/acervo/resposta.html", contexto)


@login_not_required
@require_safe
def arquivo(request: HttpRequest, numero: int, pk: int) -> FileResponse:  # noqa: ARG001  a assinatura é a de uma view
    """A cópia conferida de um anexo, só enquanto a resposta está publicada. O original, nunca."""
    publicadas = Publicacao.objects.publicadas().filter(pk=numero)
    copias = Anexo.objects.filter(caso__publicacao__in=publicadas, limpo_de__isnull=False)
    return servir(get_object_or_404(copias, pk=pk), "grande")
