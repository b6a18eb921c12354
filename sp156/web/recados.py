"""O que o laço de eventos diz sem o Django: uma página curta, em português, que cabe em qualquer tela."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol

type Cabecalhos = list[tuple[str, str]]

NEUTRO = ("server", "portal")
"""O que se diz do servidor: nem o nome dele, nem a versão."""
SEM_GUARDAR = ("cache-control", "no-store")
TENTE_EM = 30
"""Segundos."""
INDISPONIVEL = 503
PAGINA = (
    '<!doctype html><html lang="pt-BR"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{0}</title><h1>{0}</h1><p>{1}</p></html>"
)


class Recado(NamedTuple):
    """A situação HTTP, o título e a frase: o que houve e o que fazer."""

    situacao: int
    titulo: str
    frase: str

    @property
    def cabecalhos(self) -> Cabecalhos:
        volta = [("retry-after", str(TENTE_EM))] if self.situacao == INDISPONIVEL else []
        return [("content-type", "text/html; charset=utf-8"), SEM_GUARDAR, *volta]

    @property
    def corpo(self) -> bytes:
        return PAGINA.format(self.titulo, self.frase).encode()


LENTO = Recado(
    408, "O envio demorou demais", "Volte, confira a sua conexão e tente de novo: nada foi recebido."
)
GRANDE = Recado(413, "O envio é grande demais", "Volte e mande menos arquivos de cada vez.")
CORTADO = Recado(400, "O envio não chegou inteiro", "Volte e tente de novo: nada foi recebido.")
FALHA = Recado(500, "Não foi possível atender agora", "Tente de novo daqui a pouco.")
CHEIO = Recado(
    INDISPONIVEL,
    "O portal está cheio",
    "O seu pedido não chegou a ser atendido. Volte à página anterior, espere meio minuto e tente de novo.",
)
DEMOROU = Recado(
    INDISPONIVEL,
    "A resposta demorou demais",
    "Se você mandou alguma coisa, ela pode ter sido recebida: antes de mandar de novo, confira se já está "
    "lá. Se só abria uma página, espere meio minuto e tente de novo.",
)


class Recusado(Exception):
    """O pedido fica sem a resposta do portal; `recado` é o que se diz."""

    def __init__(self, recado: Recado) -> None:
        super().__init__(recado.titulo)
        self.recado = recado


def dizer(proto: HTTPProtocol, recado: Recado) -> None:
    """A página curta em vez da do portal, e a ligação fecha: pode vir nela o resto de um envio."""
    proto.response_bytes(recado.situacao, [*recado.cabecalhos, ("connection", "close"), NEUTRO], recado.corpo)
