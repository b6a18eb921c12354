"""`manage.py medir_pedidos`: quanta CPU custa um pedido inteiro, do serviço à confirmação, com uma foto.

Só mede em banco descartável (`tests.medicao.banco`), e sobe para isso o servidor de verdade ao lado. Cada
pessoa segue os redirecionamentos como o navegador; os estáticos, que ele guarda, ficam de fora.
"""

from __future__ import annotations

from typing import Any, cast

from django.core.management import CommandError
from django.test import Client

from solicitacoes.models import Solicitacao
from tests.medicao.banco import arrumar
from tests.medicao.comando import Medicao
from tests.medicao.servidor import cpu_da_web, cpu_do_banco, no_ar
from tests.navegante import Navegante, Recebida
from tests.solicitacoes.pedindo import BADARO, MARIA, PEQUENO, Pedinte, foto

AQUECER = 3
PASSOS: dict[str, dict[str, Any]] = {
    "local/": BADARO,
    "detalhes/": PEQUENO,
    "identificacao/": MARIA,
    "conferir/": {},
}


class Contando(Navegante):
    """Conta o que pede, e abre a página a que o levam, como faz o navegador."""

    pedidos = 0

    def post(self, caminho: str, dados: dict[str, Any] | None = None) -> Recebida:
        recebida = super().post(caminho, dados)
        self.get(recebida["Location"])
        return recebida

    def _pedir(self, metodo: str, caminho: str, corpo: str | bytes | None = None, tipo: str = "") -> Recebida:
        self.pedidos += 1
        return super()._pedir(metodo, caminho, corpo, tipo)


class Command(Medicao):
    help = "Mede a CPU de um pedido inteiro, com uma foto, no servidor de verdade."
    repeticoes = 30

    def medir(self, opcoes: dict[str, Any]) -> dict[str, Any]:
        arrumar()
        with no_ar() as (porta, web):
            for _ in range(AQUECER):
                pedir(porta)
            antes = cpu_da_web(web), cpu_do_banco()
            pedidos = [pedir(porta) for _ in range(opcoes["repeticoes"])]
            gasta = [depois - um for um, depois in zip(antes, (cpu_da_web(web), cpu_do_banco()), strict=True)]
        da_web, do_banco = (round(1000 * um / len(pedidos), 1) for um in gasta)
        return {
            "pedidos": len(pedidos),
            "ja_havia": Solicitacao.objects.count() - len(pedidos) - AQUECER,
            "http_por_pedido": sum(pedidos) / len(pedidos),
            "web_ms": da_web,
            "postgres_ms": do_banco,
            "total_ms": round(da_web + do_banco, 1),
        }

    def em_tabela(self, resultado: dict[str, Any]) -> str:
        return "\n".join(f"{nome:22} {valor}" for nome, valor in resultado.items())


def pedir(porta: int) -> int:
    """Um pedido, do serviço à confirmação; quantas idas ao servidor custou."""
    quem = Contando(porta)
    quem.get("/servicos/tapa-buraco/")
    pedinte = Pedinte(cast("Client", quem))
    pedinte.comecar()
    for passo, dados in PASSOS.items():
        mandado = {**dados, "fotos": foto()} if passo == "detalhes/" else dados
        resposta = pedinte.mandar(passo, mandado)
        if resposta.status_code != 303:  # noqa: PLR2004
            raise CommandError(f"O passo {passo} respondeu {resposta.status_code}.")
    return quem.pedidos
