"""Um aparelho que guardou um pedido e o manda, parte por parte, como a fila do aplicativo."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.test import Client

from tests.solicitacoes.pedindo import BADARO, PEQUENO

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Resposta


@dataclass
class Aparelho:
    """Cada método é uma ida ao servidor; `conta` é a de quem guardou o pedido, e `posse`, o que o
    aparelho sorteou."""

    client: Client = field(default_factory=Client)
    chave: str = field(default_factory=lambda: str(uuid4()))
    conta: str = ""
    posse: str = field(default_factory=lambda: str(uuid4()))
    servico: str = "tapa-buraco"

    def ficha(self) -> dict[str, str]:
        dita: dict[str, str] = self.client.get("/aplicativo/ficha/").json()
        return dita

    def da_conta(self) -> str:
        """O pedido passa a ser da conta que entrou."""
        self.conta = self.ficha()["conta"]
        return self.conta

    def como_esta(self) -> Resposta:
        return self.client.get(f"/aplicativo/pedidos/{self.chave}/", headers=self._cabecalhos())

    def comecar(self, **campos: Any) -> Resposta:
        return self.mandar("", {"servico": self.servico, **campos})

    def foto(self, arquivo: Any, campo: str = "fotos") -> Resposta:
        return self.mandar("foto/", {campo: arquivo})

    def enviar(self, **campos: Any) -> Resposta:
        return self.mandar("enviar/", {**BADARO, **PEQUENO, **campos})

    def mandar(self, parte: str, campos: dict[str, Any]) -> Resposta:
        endereco = f"/aplicativo/pedidos/{self.chave}/{parte}"
        return self.client.post(endereco, campos, headers=self._cabecalhos())

    def tudo(self, **campos: Any) -> Resposta:
        """Do começo ao envio, sem foto."""
        self.ficha()
        comecado = self.comecar()
        return self.enviar(**campos) if comecado.status_code == 200 else comecado

    def _cabecalhos(self) -> dict[str, str]:
        return {"Conta": self.conta, "Posse": self.posse}
