"""Quem pede informação pelas páginas: um navegador que sabe os passos."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.test import Client
from django.utils import timezone

from esic.models import Pedido
from protocolo.models import Rascunho
from tests.esic import elenco
from tests.solicitacoes.pedindo import MARIA, sopa

if TYPE_CHECKING:
    from datetime import date

    from django.test.client import _MonkeyPatchedWSGIResponse as Resposta

COMECO, REGISTRAR = "/e-sic/pedir/", "/sic/registrar/"


def informacao(**campos: Any) -> dict[str, Any]:
    """O primeiro passo, a SMSUB."""
    padrao = {
        "orgao": str(elenco.orgao().pk),
        "texto": elenco.PERGUNTA,
        "forma_de_resposta": "pagina",
        "autoriza_divulgar": "sim",
    }
    return {**padrao, **campos}


class QuemPede:
    """Um navegador com um pedido de informação em curso."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.uuid = ""

    @property
    def rascunho(self) -> Rascunho:
        return Rascunho.objects.get(pk=self.uuid)

    @property
    def caso(self) -> Pedido:
        return Pedido.objects.get(chave_de_envio=self.uuid)

    def endereco(self, passo: str = "") -> str:
        return f"{COMECO}{self.uuid}/{passo}"

    def comecar(self, **campos: Any) -> Resposta:
        """A primeira página, aberta e enviada."""
        pagina = self.client.get(COMECO)
        if pagina.status_code == 303:  # há pouco começou outro
            pagina = self.client.get(COMECO, {"em_branco": pagina["Location"].split("/")[3]})
        campo = sopa(pagina).find("input", {"name": "envio"})
        assert campo is not None
        self.uuid = str(campo["value"])
        return self.client.post(COMECO, {"envio": self.uuid, **informacao(**campos)})

    def no_balcao(self, *, canal: str = "balcao", dia: date | str = "") -> Resposta:
        """O começo de quem atende: o canal e o dia em que chegou (vazio: hoje)."""
        dados = {"canal": canal, "recebida_em": str(dia or timezone.localdate())}
        resposta = self.client.post(REGISTRAR, dados)
        if resposta.status_code == 303:
            self.uuid = resposta["Location"].split("/")[3]
        return resposta

    def ver(self, passo: str) -> Resposta:
        return self.client.get(self.endereco(passo))

    def mandar(self, passo: str, dados: dict[str, Any] | None = None) -> Resposta:
        return self.client.post(self.endereco(passo), dados or {})

    def enviar(self, quem: dict[str, Any] = MARIA, **campos: Any) -> Pedido:
        """Do começo ao envio."""
        assert self.comecar(**campos).status_code == 303
        return self.terminar(quem)

    def terminar(self, quem: dict[str, Any] = MARIA) -> Pedido:
        """Da identificação ao envio."""
        assert self.mandar("identificacao/", quem).status_code == 303
        assert self.mandar("conferir/").status_code == 303
        return self.caso
