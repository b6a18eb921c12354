"""Quem atende, na Central ou numa Praça: um navegador que sabe os passos da mesa."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.test import Client
from django.urls import reverse

from atendimento.models import Atendimento, Conversa
from protocolo.models import Rascunho
from roteamento.models import Unidade
from tests.atendimento.conversando import atendida
from tests.solicitacoes.pedindo import BADARO, MARIA, PEQUENO, atendente, central

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Resposta

TUDO = {**BADARO, **PEQUENO, **MARIA}
"""O pedido inteiro, como a página o manda."""


class NaMesa:
    """Um atendimento aberto; cada método é um envio e devolve a resposta."""

    def __init__(self, client: Client, onde: Unidade | None = None) -> None:
        self.client = client
        self.quem = atendente(onde or central())
        client.force_login(self.quem)
        self.codigo = ""

    @property
    def atendimento(self) -> Atendimento:
        return Atendimento.objects.get(codigo=self.codigo)

    @property
    def rascunho(self) -> Rascunho:
        """O pedido aberto agora."""
        return Rascunho.objects.get(dados__atendimento__atendimento=self.codigo, protocolo="")

    def endereco(self, nome: str = "atendimento") -> str:
        return reverse(f"central:{nome}", args=[self.codigo])

    def comecar(self, servico: str = "", **dados: str) -> Resposta:
        resposta = self.client.post(reverse("central:comecar"), {"servico": servico, **dados})
        self.codigo = resposta["Location"].split("/")[2]
        return resposta

    def conversar(self) -> Conversa:
        """Em vez de uma ligação, uma conversa do portal, que se toma da fila."""
        esta = atendida(self.quem)
        self.codigo = str(Atendimento.objects.abertos().get(conversa=esta).codigo)
        return esta

    def consultar(self, servico: str) -> Resposta:
        return self.client.post(self.endereco("consultar"), {"servico": servico})

    def ver(self) -> Resposta:
        return self.client.get(self.endereco())

    def mandar(self, dados: dict[str, Any] | None = None, **cabecalhos: str) -> Resposta:
        """O pedido, como está na página; sem dados, inteiro."""
        enviado = {"rascunho": str(self.rascunho.pk), **(TUDO if dados is None else dados)}
        return self.client.post(self.endereco(), enviado, headers=cabecalhos)

    def guardar(self, dados: dict[str, Any]) -> Resposta:
        """O que se escreveu até agora, como o htmx o manda ao sair do campo."""
        return self.mandar({**dados, "guardar": "sim"}, **{"HX-Request": "true"})
