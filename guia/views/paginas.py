"""As páginas do Guia: temas, busca e serviço."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control

from guia import consultas
from guia.busca import ordem, procuradas
from guia.busca.achado import procurar
from guia.models import Servico, Tema
from guia.paginas import publica
from guia.publicacao import prazos
from guia.risco import pode_haver_risco


@publica
def servicos(request: HttpRequest) -> HttpResponse:
    """Todos os temas; com `?q=`, os serviços achados. Ao digitar, o htmx pede só os resultados."""
    texto = request.GET.get("q", "").strip()[: ordem.MAIOR_BUSCA]
    contexto: dict[str, Any] = {"texto": texto, "secao": "servicos"}
    nada_achou = False
    if texto:
        achado = procurar(texto)
        nada_achou = not (achado.servicos or achado.respostas or achado.insulto)
        contexto |= {
            "quantos": len(achado.servicos),
            "achado": achado,
            "de_sigilo": consultas.de_sigilo(achado.servicos, achado.respostas),
        }
    if request.headers.get("HX-Request"):
        resposta = render(request, "guia/servicos.html#resultados", contexto | {"fragmento": True})
    else:
        resposta = render(request, "guia/servicos.html", contexto | _da_lista(texto))
    if nada_achou:
        procuradas.anotar(texto)
        patch_cache_control(resposta, no_store=True)  # para se contar a cada vez
    return resposta


def _da_lista(texto: str) -> dict[str, Any]:
    """O que só a página inteira tem, além do que se procurou."""
    comum = {"comunicados": consultas.comunicados(timezone.localdate())}
    if texto:
        return {**comum, "caminho": [("Serviços", "/servicos/")]}
    temas = {"grupos": consultas.grupos_de_temas(), **prazos.contar_sem_prazo()}
    return {**comum, **temas, "caminho": [("Serviços", "")]}


@publica
def sem_prazo(request: HttpRequest) -> HttpResponse:
    """Os serviços cujo prazo o órgão não informou, por órgão, os mais pedidos primeiro."""
    contexto = {
        "secao": "servicos",
        "grupos": prazos.por_orgao(),
        "caminho": [("Serviços", "/servicos/"), ("Sem prazo do órgão", "")],
        **prazos.contar_sem_prazo(),
    }
    return render(request, "guia/sem_prazo.html", contexto)


@publica
def tema(request: HttpRequest, slug: str) -> HttpResponse:
    """Os serviços de um tema, por assunto."""
    achado = get_object_or_404(Tema, slug=slug)
    contexto = {
        "secao": "servicos",
        "tema": achado,
        "assuntos": consultas.por_assunto(achado),
        "comunicados": consultas.comunicados(timezone.localdate(), tema=achado),
        "caminho": [("Serviços", "/servicos/"), (achado.nome, "")],
    }
    return render(request, "guia/tema.html", contexto)


@publica
def servico(request: HttpRequest, slug: str) -> HttpResponse:
    """A página do serviço. Endereço antigo leva ao novo; o arquivado diz que não existe mais."""
    achado = consultas.achar(slug)
    if achado is None:
        if atual := consultas.endereco_atual(slug):
            return redirect(atual, permanent=True)
        raise Http404("O Guia não tem este serviço.")
    tema = achado.assunto.tema
    contexto = {
        "secao": "servicos",
        "servico": achado,
        "versao": achado.publicada,
        "relacionados": consultas.relacionados(achado),
        "caminho": [("Serviços", "/servicos/"), (tema.nome, tema.get_absolute_url())],
    }
    if achado.arquivado:
        return render(request, "guia/arquivado.html", contexto, status=410)
    return render(request, "guia/servico.html", contexto | _de_hoje(achado))


def _de_hoje(servico: Servico) -> dict[str, Any]:
    """O que muda sem mudar o texto: comunicados, suspensão, caminhos e lugares."""
    hoje, versao = timezone.localdate(), servico.publicada
    if versao is None:
        return {}
    return {
        "comunicados": consultas.comunicados(hoje, servico=servico),
        "suspensao": consultas.suspensao_de(servico, hoje) if versao.solicitavel else None,
        "ha_risco": pode_haver_risco(servico, versao),
        **consultas.como_agir(versao),
    }
