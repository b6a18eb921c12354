"""Um navegador de quem atende, com um atendimento aberto: cada método é uma página da pessoa."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from django.test import Client

from atendimento.acoes import comecar
from atendimento.models import Atendimento
from contas.models import Usuario
from portal.consultas import Achado
from roteamento.models import Unidade
from tests.solicitacoes import pedindo

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Resposta

OS_DE_MARIA = {
    "nome": "Maria Silva",
    "documento": "529.982.247-25",
    "email": "MARIA@exemplo.invalid",
    "telefone": "(11) 98765-4321",
    "rua": "r. libero badaro, 425",
}
TRES = {campo: OS_DE_MARIA[campo] for campo in ("nome", "email", "rua")}


class Atendendo:
    """Quem atende `onde`, num atendimento aberto."""

    def __init__(self, onde: Unidade | None = None, quem: Usuario | None = None) -> None:
        self.onde = onde or pedindo.central()
        self.usuario = quem or pedindo.atendente(self.onde)
        self.client = Client()
        self.client.force_login(self.usuario)
        self.codigo = comecar(atendente=self.usuario, unidade=self.onde).codigo

    @property
    def atendimento(self) -> Atendimento:
        return Atendimento.objects.select_related("reconhecido").get(codigo=self.codigo)

    def ver(self, resto: str = "") -> Resposta:
        return self.client.get(f"/central/{self.codigo}/{resto}")

    def mandar(self, resto: str, dados: dict[str, Any] | None = None) -> Resposta:
        return self.client.post(f"/central/{self.codigo}/{resto}", dados or {})

    def procurar(self, dado: str = "", **dados: str) -> Resposta:
        """O que se achou tem endereço: o envio leva a ele."""
        return self.client.post(f"/central/{self.codigo}/procurar/", {"dado": dado, **dados}, follow=True)

    def escolhas(self, dado: str = "", **dados: str) -> list[str]:
        """Os endereços, dentro do atendimento, que levam a reconhecer cada achado."""
        pagina = BeautifulSoup(self.procurar(dado, **dados).content, "lxml")
        ligados = [str(a["href"]) for a in pagina.select("a[href*='/reconhecer/']")]
        return [endereco.removeprefix(f"/central/{self.codigo}/") for endereco in ligados]

    def reconhecer(self, dado: str, ditos: dict[str, Any] | None = None) -> Resposta:
        """Procura, escolhe o primeiro e diz os fatos."""
        return self.mandar(self.escolhas(dado)[0], ditos or TRES)

    def reconhecida(self, caso: Achado) -> Atendendo:
        """Pelo protocolo, com três fatos."""
        assert self.reconhecer(caso.protocolo).status_code == 302
        return self

    def lida(self, caso: Achado) -> Atendendo:
        """Reconhecida por ele, e o caso aberto."""
        self.reconhecida(caso).ler(caso)
        return self

    def ler(self, caso: Achado) -> None:
        assert self.mandar(f"caso/{caso.protocolo}/ler/").status_code == 302

    def atos(self) -> list[tuple[str, str]]:
        return list(self.atendimento.atos.order_by("pk").values_list("tipo", "protocolo"))
