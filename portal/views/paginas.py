"""A capa e as páginas institucionais: iguais para todos, sem sessão."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps.views import sitemap as mapa_do_django
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from guia import consultas as guia
from guia.models import RespostaDeBusca
from guia.paginas import dado_aberto, publica
from ouvidoria.situacoes import TipoDeManifestacao
from portal import prazos
from portal.privacidade import TRATAMENTOS
from portal.sics import sics
from portal.sitemap import SITEMAPS, marca
from roteamento import consultas as roteamento
from roteamento.ruas.no_banco import localizar_perto

MAIS_PEDIDOS, MAIOR_LUGAR = 6, 60
MANIFESTACOES = (
    (
        TipoDeManifestacao.RECLAMACAO,
        "Reclamar",
        "Seu pedido demorou demais, a resposta não resolveu ou o atendimento foi ruim.",
    ),
    (
        TipoDeManifestacao.DENUNCIA,
        "Denunciar",
        "Um agente público ou uma empresa contratada fez algo irregular. Pode ser sem dizer quem você é.",
    ),
    (TipoDeManifestacao.ELOGIO, "Elogiar", "Um serviço ou uma pessoa atendeu bem."),
    (TipoDeManifestacao.SUGESTAO, "Sugerir", "Você tem uma ideia para melhorar um serviço."),
    (
        TipoDeManifestacao.SOLICITACAO,
        "Pedir uma providência",
        "Você precisa de algo da Prefeitura e não achou por onde pedir.",
    ),
)
"""Os cinco tipos, com o verbo de quem os procura e quando cabem."""


@publica
def inicio(request: HttpRequest) -> HttpResponse:
    """A capa: a busca, as emergências, os mais pedidos, os temas e as outras portas."""
    contexto = {
        "mais_pedidos": guia.mais_pedidos(MAIS_PEDIDOS),
        "grupos": guia.grupos_de_temas(),
        "emergencias": RespostaDeBusca.objects.na_capa(),
        "comunicados": guia.comunicados(timezone.localdate()),
    }
    return render(request, "portal/inicio.html", contexto)


def _fixa(nome: str, **contexto: object) -> Callable[[HttpRequest], HttpResponse]:
    """Uma página que diz sempre o mesmo."""
    return publica(lambda request: render(request, f"portal/paginas/{nome}.html", contexto))


atendimento = _fixa("atendimento", secao="atendimento")
"""Os canais em que se fala com uma pessoa."""
telefone = _fixa("telefone", secao="atendimento")
acessibilidade = _fixa("acessibilidade")
privacidade = _fixa("privacidade", tratamentos=TRATAMENTOS)
"""O aviso de privacidade: para que serve cada dado (LGPD, arts. 9º e 23)."""


@login_not_required
@require_safe
def chat(_request: HttpRequest) -> HttpResponse:
    """O endereço que a conversa tinha antes de haver conversa."""
    return redirect("conversa:inicio", permanent=True)


@login_not_required
@require_safe
def ouvidoria(request: HttpRequest) -> HttpResponse:
    """A porta da Ouvidoria, que leva a cada tipo de manifestação."""
    ditos = prazos.escritos(prazos.OUVIDORIA, timezone.localdate())
    contexto = {"secao": "ouvidoria", "tipos": MANIFESTACOES, "prazos": ditos}
    return render(request, "portal/paginas/ouvidoria.html", contexto)


@login_not_required
@require_safe
def quando_procurar(request: HttpRequest) -> HttpResponse:
    """Quando a Ouvidoria é o caminho, o que é cada tipo, e o que ela não faz."""
    ditos = prazos.escritos(prazos.OUVIDORIA, timezone.localdate())
    contexto = {"secao": "ouvidoria", "tipos": MANIFESTACOES, "prazos": ditos}
    return render(request, "portal/paginas/quando_procurar.html", contexto)


@login_not_required
@require_safe
def esic(request: HttpRequest) -> HttpResponse:
    """A porta do acesso à informação: pedir, ler o que já se respondeu, acompanhar."""
    ditos = prazos.escritos(prazos.ESIC, timezone.localdate())
    return render(request, "portal/paginas/esic.html", {"secao": "esic", "prazos": ditos})


@login_not_required
@require_safe
def como_pedir(request: HttpRequest) -> HttpResponse:
    """O pedido de informação, passo a passo, com os prazos e os SICs de hoje."""
    hoje = timezone.localdate()
    contexto = {"secao": "esic", "prazos": prazos.escritos(prazos.ESIC, hoje), "sics": sics(hoje)}
    return render(request, "portal/paginas/como_pedir.html", contexto)


@login_not_required
@require_safe
def pracas(request: HttpRequest) -> HttpResponse:
    """As Praças: onde ficam, quando abrem e o que fazem; com `onde`, também a do distrito ou do CEP."""
    todas = roteamento.pracas(timezone.localdate())
    prefetch_related_objects(todas, "subprefeitura__distritos")
    onde = request.GET.get("onde", "").strip()[:MAIOR_LUGAR].replace("\0", "")
    achado = localizar_perto(onde) if onde else None
    subs = {distrito.subprefeitura_id for distrito in achado.distritos} if achado else set()
    perto = [praca for praca in todas if praca.subprefeitura_id in subs]
    contexto = {
        "pracas": todas,
        "todas_fazem": todas[0].faz if len({praca.o_que_faz for praca in todas}) == 1 else [],
        "onde": onde,
        "achado": achado,
        "perto": perto,
        "secao": "atendimento",
    }
    return render(request, "portal/paginas/pracas.html", contexto)


@publica
def mapa(request: HttpRequest) -> HttpResponse:
    """Todas as páginas públicas, com os temas."""
    return render(request, "portal/paginas/mapa.html", {"temas": guia.temas()})


@dado_aberto(marca)
def sitemap(request: HttpRequest) -> HttpResponse:
    """O sitemap.xml do Django."""
    return mapa_do_django(request, SITEMAPS)


@publica
def robos(request: HttpRequest) -> HttpResponse:
    """O que os buscadores podem ler: o Guia sim, os pedidos das pessoas não."""
    contexto = {"sitemap": request.build_absolute_uri(reverse("portal:sitemap"))}
    return render(request, "portal/robots.txt", contexto, content_type="text/plain; charset=utf-8")
