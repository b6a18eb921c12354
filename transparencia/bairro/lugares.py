"""Do endereço da página ao distrito e ao serviço de que ela fala; o que não é público é 404."""

from __future__ import annotations

from django.http import Http404
from django.utils.text import slugify

from guia.models import Servico
from roteamento.models import Distrito
from transparencia.bairro.novidades import Lugar


def todos() -> list[Distrito]:
    """Os distritos, pelo nome."""
    return list(Distrito.objects.com_subprefeitura().por_nome())


def slug_de(distrito: Distrito) -> str:
    """Como o distrito vai no endereço."""
    return slugify(distrito.nome)


def distrito_de(slug: str) -> Distrito:
    """O que tem este endereço."""
    achado = next((um for um in todos() if slug_de(um) == slug), None)
    if achado is None:
        raise Http404("Não há distrito com este nome na cidade.")
    return achado


def servicos_publicos() -> list[Servico]:
    """Aqueles cujos pedidos qualquer pessoa pode ver, pelo nome."""
    no_guia = Servico.objects.no_guia().filter(publicada__publica=True).select_related("publicada")
    return sorted(no_guia, key=lambda um: um.titulo)


def lugar_de(distrito: Distrito | None, servico: str) -> Lugar:
    """O lugar, e o serviço com este endereço, ou nenhum se vazio."""
    if not servico:
        return Lugar(distrito)
    achado = next((um for um in servicos_publicos() if um.slug == servico), None)
    if achado is None:
        raise Http404("Este serviço não existe, ou os pedidos dele não são públicos.")
    return Lugar(distrito, achado)
