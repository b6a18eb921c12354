"""O que o aparelho leva para pedir sem internet: as páginas dos serviços, e as ruas de um lado da cidade."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import cache_control

from guia import consultas as guia
from guia.paginas import dado_aberto
from portal.aplicativo import pedir, servicos
from portal.aplicativo.guardavel import de_ninguem, guardavel, so_no_de_uma_pessoa
from roteamento.models import Distrito
from roteamento.ruas import para_levar

type Pagina = Callable[..., HttpResponse]

UM_DIA = 24 * 60 * 60


def marca_dos_servicos() -> str:
    """Muda quando muda o que as páginas dos serviços dizem."""
    return guia.marca(para_levar.marca())


def _publica(marca: Callable[[], str]) -> Callable[[Pagina], Pagina]:
    """Dado público, o mesmo para todos, que o navegador só baixa de novo se mudou."""

    def decorar(view: Pagina) -> Pagina:
        return cache_control(public=True, max_age=600)(dado_aberto(marca)(view))

    return decorar


@so_no_de_uma_pessoa("portal:aparelho")
@guardavel
def sem_internet(request: HttpRequest) -> HttpResponse:
    """A página em que se guarda, e se vê o que está guardado."""
    opcoes = servicos.opcoes()
    so_com_internet = sum(opcao.so_com_internet for opcao in opcoes)
    contexto = {
        "quantos": len(opcoes) - so_com_internet,
        "so_com_internet": so_com_internet,
        "areas": para_levar.areas(),
    }
    return render(request, "portal/aplicativo/sem_internet.html", contexto)


@_publica(para_levar.marca)
def areas(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """As subprefeituras, os distritos de cada uma e o desenho da cidade."""
    chave = f"aplicativo:areas:{para_levar.marca()}"
    achadas = cache.get(chave)
    if achadas is None:
        achadas = {"subprefeituras": para_levar.areas(), "cidade": para_levar.desenho_da_cidade()}
        cache.set(chave, achadas, UM_DIA)
    return JsonResponse(achadas)


@_publica(para_levar.marca)
def ruas(request: HttpRequest, distrito: int) -> HttpResponse:  # noqa: ARG001
    """As ruas de um distrito, pelo código dele."""
    achado = get_object_or_404(Distrito, codigo=distrito)
    lidas = {"pk": achado.pk, "nome": achado.nome, "ruas": para_levar.ruas_de(achado)}
    return JsonResponse(lidas, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})


@_publica(marca_dos_servicos)
def guardar(request: HttpRequest) -> HttpResponse:
    """As páginas que o aparelho guarda, a versão delas, quanto se baixa (comprimido) e quanto ocupam nele."""
    versao = marca_dos_servicos()
    enderecos = [reverse("aplicativo:pedir"), reverse("aplicativo:servicos")]
    slugs = [opcao.servico.slug for opcao in servicos.opcoes() if not opcao.so_com_internet]
    enderecos += [reverse("aplicativo:servico", args=[slug]) for slug in slugs]
    return JsonResponse({"versao": versao, "paginas": enderecos, **_peso(request, versao, slugs)})


def _peso(request: HttpRequest, versao: str, slugs: list[str]) -> dict[str, int]:
    """Desenha cada página uma vez por versão: o que se diz à pessoa é o que ela baixa, e o que fica."""
    chave = f"aplicativo:pesos:{versao}"
    guardado: dict[str, int] | None = cache.get(chave)
    if guardado is not None:
        return guardado
    de_fora = de_ninguem(request)
    paginas = [pedir.pedir(de_fora), pedir.escolher(de_fora)]
    paginas += [pedir.servico(de_fora, slug=slug) for slug in slugs]
    peso = {
        "bytes": sum(len(gzip.compress(pagina.content)) for pagina in paginas),
        "ocupa": sum(len(pagina.content) for pagina in paginas),
    }
    cache.set(chave, peso, UM_DIA)
    return peso
