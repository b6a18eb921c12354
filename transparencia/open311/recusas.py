"""O que a API não aceita: a situação HTTP, a frase e o parâmetro que a causou."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from django.urls import reverse

from referencia.enderecos import inteiro

FRASES: Mapping[int, str] = {
    HTTPStatus.BAD_REQUEST: "Não entendemos o que se mandou.",
    HTTPStatus.FORBIDDEN: "Isto não se pode fazer com esta chave.",
    HTTPStatus.NOT_FOUND: "Este endereço não existe. Os formatos são .xml e .json.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Este endereço não aceita este método.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "O envio é grande demais.",
    HTTPStatus.TOO_MANY_REQUESTS: "Foram pedidos demais. Espere um minuto e tente de novo.",
    HTTPStatus.SERVICE_UNAVAILABLE: "O portal está fora do ar. Tente de novo em meio minuto.",
}
DEU_ERRADO = "Algo deu errado no portal, e ficou registrado. Tente de novo mais tarde."


def como_se_pede() -> str:
    """O caminho de quem não tem a chave que precisa."""
    return f"Como se pede uma chave: {inteiro(reverse('open311:pagina'))}#chave"


class Recusa(Exception):
    """O que não se aceita: a situação HTTP, a frase e o parâmetro que a causou."""

    def __init__(
        self, frase: str = "", *, onde: str = "", situacao: HTTPStatus = HTTPStatus.BAD_REQUEST
    ) -> None:
        dita = frase or FRASES[situacao]
        super().__init__(f"{onde}: {dita}" if onde else dita)
        self.situacao, self.onde = situacao, onde

    @property
    def resumo(self) -> str:
        """O que se guarda de um erro: nada do que se mandou."""
        return f"{int(self.situacao)} {self.onde}".strip()[:80]
