"""As novidades para um leitor de notícias, em RSS e em Atom: o dia, sem a hora, e nada de ninguém."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import override

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from guia.paginas import publica_com
from protocolo.prazos.em_palavras import dia
from protocolo.prazos.relogio import comeco_do_dia
from transparencia.bairro.lugares import distrito_de, lugar_de, slug_de
from transparencia.bairro.novidades import Lugar, Novidade, novidades, ontem
from transparencia.publicado import marca

DIAS = timedelta(days=30)
MAIS_NOVAS = 100


class EmRss(Feed[Novidade, Lugar]):
    """As de um distrito, de um serviço em toda a cidade, ou de um serviço num distrito."""

    @override
    def get_object(self, request: HttpRequest, slug: str = "") -> Lugar:
        lugar = lugar_de(distrito_de(slug) if slug else None, request.GET.get("servico", ""))
        if not (lugar.distrito or lugar.servico):
            raise Http404("Diga de que serviço são as novidades da cidade inteira.")
        return lugar

    def title(self, lugar: Lugar) -> str:
        return f"SP156: {lugar}"

    def description(self, lugar: Lugar) -> str:
        return f"O que se pediu à Prefeitura e o que se encerrou, até ontem: {lugar}."

    subtitle = description

    def link(self, lugar: Lugar) -> str:
        if lugar.distrito is None:
            return reverse("bairro:achar")
        servico = f"?servico={lugar.servico.slug}" if lugar.servico else ""
        return reverse("bairro:bairro", args=[slug_de(lugar.distrito)]) + servico

    def items(self, lugar: Lugar) -> list[Novidade]:
        ate = ontem(timezone.now())
        return novidades(lugar, ate - DIAS, ate, MAIS_NOVAS)

    @override
    def item_title(self, item: Novidade) -> str:
        return f"{item.o_que}: {item.servico}"

    @override
    def item_description(self, item: Novidade) -> str:
        onde = f" em {item.caso.distrito.nome}" if item.caso.distrito else ""
        return f"{item.o_que}{onde}, {dia(comeco_do_dia(item.dia))}."

    @override
    def item_link(self, item: Novidade) -> str:
        return reverse("solicitacoes:junto", args=[item.chave])

    item_guid_is_permalink = False

    def item_guid(self, item: Novidade) -> str:
        return f"{item.chave}/{'fim' if item.encerrou else 'pedido'}"

    def item_pubdate(self, item: Novidade) -> datetime:
        return comeco_do_dia(item.dia)


class EmAtom(EmRss):
    """As mesmas."""

    feed_type = Atom1Feed


@publica_com(marca)
def rss(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Em RSS 2.0."""
    return EmRss()(request, slug=slug)


@publica_com(marca)
def atom(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Em Atom 1.0."""
    return EmAtom()(request, slug=slug)
