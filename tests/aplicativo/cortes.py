"""Os cortes da rede num envio do aplicativo: onde caem, e quantas vezes se tenta."""

from __future__ import annotations

import random

from tests.aplicativo.celular import Celular
from tests.aplicativo.rede_ruim import Corte, Rede

DO_PEDIDO = ("ficha/", "pedido", "foto/", "enviar/")
DO_ATO = ("ficha/", "concluir/")
TENTATIVAS = 8

type Cortes = list[tuple[str, Corte]]


def sortear(acaso: random.Random, partes: tuple[str, ...], *, vezes: range) -> Cortes:
    return [(acaso.choice(partes), acaso.choice(list(Corte))) for _ in range(acaso.choice(vezes))]


def cortar(rede: Rede, cortes: Cortes, partes: tuple[str, ...]) -> None:
    """Cada corte cai uma vez, na parte do envio que se disse; `pedido` é o endereço do próprio pedido."""
    faltam = [*cortes]

    def decidir(_metodo: str, caminho: str) -> Corte | None:
        ultima = caminho.partition("?")[0].rstrip("/").rpartition("/")[2] + "/"
        parte = ultima if ultima in partes else "pedido" if "/aplicativo/" in caminho else ""
        for corte in faltam:
            if corte[0] == parte:
                faltam.remove(corte)
                return corte[1]
        return None

    rede.decidir = decidir


def mandar_ate_ir(aparelho: Celular, chave: str) -> None:
    for _ in range(TENTATIVAS):
        aparelho.enviar()
        if aparelho.estado(chave) == "enviado":
            break


def pedir_com_cortes(aparelho: Celular, rede: Rede, acaso: random.Random) -> str:
    """Um pedido com uma foto, e de um a três cortes no caminho dele; devolve a chave."""
    cor = f"rgb({acaso.randrange(256)},{acaso.randrange(256)},{acaso.randrange(256)})"
    cortar(rede, sortear(acaso, DO_PEDIDO, vezes=range(1, 4)), DO_PEDIDO)
    chave = aparelho.guardar(cor)
    mandar_ate_ir(aparelho, chave)
    rede.boa()
    return chave
