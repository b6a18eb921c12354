"""Quem se manifesta pelas páginas: um navegador que sabe os passos."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ouvidoria.models import Manifestacao
from protocolo.models import Rascunho
from tests.solicitacoes.pedindo import MARIA, sopa

if TYPE_CHECKING:
    from datetime import date

    from django.test.client import _MonkeyPatchedWSGIResponse as Resposta

TEXTO = "O fiscal Zebedeu pediu dinheiro no balcão da Rua Direita."
IDENTIFICADA = {"como": "identificado", **MARIA}
ANONIMA = {"como": "anonimo"}
MAU = {"falha": "mau_atendimento", "o_que": TEXTO}
"""A reclamação que não pede protocolo."""


class Manifestante:
    """Um navegador com uma manifestação em curso."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.uuid = ""

    @property
    def rascunho(self) -> Rascunho:
        return Rascunho.objects.get(pk=self.uuid)

    @property
    def caso(self) -> Manifestacao:
        return Manifestacao.objects.get(chave_de_envio=self.uuid)

    def endereco(self, passo: str = "") -> str:
        return f"/ouvidoria/manifestar/{self.uuid}/{passo}"

    def comecar(self, onde: str, dados: dict[str, Any]) -> Resposta:
        """A primeira página, aberta e enviada; `onde` é o tipo ou um endereço."""
        endereco = onde if onde.startswith("/") else reverse("ouvidoria:comecar", args=[onde])
        resposta = self.client.get(endereco)
        if resposta.status_code == 303:  # há pouco começou outra
            resposta = self.client.get(endereco, {"em_branco": resposta["Location"].split("/")[3]})
        campo = sopa(resposta).find("input", {"name": "envio"})
        assert campo is not None
        self.uuid = str(campo["value"])
        return self.client.post(endereco, {"envio": self.uuid, **dados})

    def no_balcao(self, tipo: str, *, canal: str = "central", dia: date | str = "") -> Resposta:
        """O começo de quem atende: tipo, canal e o dia em que chegou (vazio: hoje)."""
        dados = {"tipo": tipo, "canal": canal, "recebida_em": str(dia or timezone.localdate())}
        resposta = self.client.post(reverse("ouvidoria:balcao"), dados)
        if resposta.status_code == 303:
            self.uuid = resposta["Location"].split("/")[3]
        return resposta

    def ver(self, passo: str) -> Resposta:
        return self.client.get(self.endereco(passo))

    def mandar(self, passo: str, dados: dict[str, Any] | None = None) -> Resposta:
        return self.client.post(self.endereco(passo), dados or {})

    def enviar(
        self, tipo: str, dados: dict[str, Any] | None = None, quem: dict[str, Any] = IDENTIFICADA
    ) -> Manifestacao:
        """Do começo ao envio."""
        respostas = dados or (MAU if tipo == "reclamacao" else {"o_que": TEXTO})
        assert self.comecar(tipo, respostas).status_code == 303
        assert self.mandar("identificacao/", quem).status_code == 303
        assert self.mandar("conferir/").status_code == 303
        return self.caso
