"""O sitemap.xml: as páginas fixas e as do Guia, para os buscadores."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from esic.models import Publicacao
from esic.transparencia import acervo
from guia.consultas import temas
from guia.models import Servico, Tema

FIXAS = (
    "portal:inicio",
    "guia:servicos",
    "portal:atendimento",
    "portal:ouvidoria",
    "portal:quando_procurar",
    "ouvidoria:relatorios",
    "avaliacao:anos",
    "paineis:porta",
    "paineis:como",
    "portal:esic",
    "esic:acervo",
    "esic:classificadas",
    "esic:desclassificadas",
    "portal:como_pedir",
    "esic:relatorios",
    "esic:dados",
    "dados_abertos:indice",
    "open311:pagina",
    "portal:telefone",
    "portal:perto",
    "bairro:achar",
    "conversa:inicio",
    "portal:pracas",
    "portal:acessibilidade",
    "portal:privacidade",
    "decisoes:registro",
)


class Paginas(Sitemap[str]):
    """As páginas que não mudam de endereço."""

    def items(self) -> list[str]:
        return list(FIXAS)

    def location(self, item: str) -> str:
        return reverse(item)


class Temas(Sitemap[Tema]):
    """Os temas que têm serviço."""

    def items(self) -> list[Tema]:
        return temas()


class Servicos(Sitemap[Servico]):
    """Os serviços no ar, com a data da última publicação."""

    def items(self) -> QuerySet[Servico]:
        return Servico.objects.no_guia().select_related("publicada").order_by("slug")

    def lastmod(self, item: Servico) -> datetime | None:
        return item.publicada.publicada_em if item.publicada else None


class Respostas(Sitemap[Publicacao]):
    """As respostas a pedidos de informação que estão no ar."""

    def items(self) -> QuerySet[Publicacao]:
        return Publicacao.objects.publicadas().only("slug", "decidida_em").order_by("pk")

    def lastmod(self, item: Publicacao) -> datetime | None:
        return item.decidida_em


marca = acervo.marca
"""O que muda o sitemap: o Guia e o acervo das respostas, de que uma que saiu do ar some na hora."""

SITEMAPS: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {
    "paginas": Paginas,
    "temas": Temas,
    "servicos": Servicos,
    "respostas": Respostas,
}
