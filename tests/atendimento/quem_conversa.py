"""Quem procura a conversa do portal: um navegador que sabe as suas páginas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from bs4 import BeautifulSoup, ResultSet, Tag
from django.test import Client
from django.urls import reverse

from atendimento.models import AssuntoDaConversa, Conversa

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Resposta

DO_MODULO = {"HX-Request": "true"}
"""Como `conversa_municipe.js` se diz."""


class QuemConversa:
    """Um navegador só; cada método é um envio e devolve a resposta."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.codigo = ""

    @property
    def conversa(self) -> Conversa:
        return Conversa.objects.get(codigo=self.codigo)

    def endereco(self, nome: str = "conversa", *resto: object) -> str:
        return reverse(f"conversa:{nome}", args=[self.codigo, *resto])

    def comecar(self, texto: str = "buraco na rua", **dados: str) -> Resposta:
        resposta = self.client.post(reverse("conversa:inicio"), {"texto": texto, "envio": uuid4(), **dados})
        if achado := re.search(r"[0-9a-f-]{36}", resposta.headers.get("Location", "")):
            self.codigo = achado[0]
        return resposta

    def ver(self) -> Resposta:
        return self.client.get(self.endereco())

    def texto(self) -> str:
        """O que se lê no meio da página."""
        principal = BeautifulSoup(self.ver().content, "lxml").find("main")
        assert principal is not None
        return " ".join(principal.get_text(" ").split())

    def falas(self) -> ResultSet[Tag]:
        """As mensagens, como a página as mostra."""
        return BeautifulSoup(self.ver().content, "lxml").select("[data-mensagens] > li")

    def dizer(self, texto: str = "Bom dia", *, pelo_modulo: bool = False, **dados: Any) -> Resposta:
        enviado = {"texto": texto, "chave": str(uuid4()), "enviar": "sim", **dados}
        return self.client.post(self.endereco(), enviado, headers=DO_MODULO if pelo_modulo else {})

    def pedir(self, **dados: Any) -> Resposta:
        return self.client.post(self.endereco("pessoa"), {"assunto": assunto().pk, **dados})

    def buscar(self, **mais: str | int) -> Resposta:
        """O que há depois do que a página, que acaba de se abrir, tem."""
        (dados,) = BeautifulSoup(self.ver().content, "lxml").select("[data-conversa]")
        pedido = {"v": str(dados["data-versao"]), "d": self.conversa.ultima, **mais}
        return self.client.get(self.endereco("novidades"), pedido)

    def dar_sinal(self, **dito: str | int) -> Resposta:
        """O que a página aberta diz sozinha."""
        return self.client.post(self.endereco("sinal"), dito)


def assunto(nome: str = "Outro assunto") -> AssuntoDaConversa:
    return AssuntoDaConversa.objects.get_or_create(nome=nome)[0]
