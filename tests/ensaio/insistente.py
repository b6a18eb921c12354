"""Quem usa o portal durante o ensaio: sem saber se o envio entrou, manda o mesmo outra vez."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.medicao.ligacao import PROVA
from tests.navegante import Navegante, Recebida

INSISTE = 150.0
"""Segundos sem resposta até a pessoa desistir: o que ela desistiu de mandar não conta."""
ENTRE_TENTATIVAS = 0.4
NAO_SE_SABE = 500
"""Desta situação em diante, como na ligação que cai, não se sabe se entrou."""
MUITAS = 429


class Desistiu(Exception):
    """O portal não respondeu em `INSISTE` segundos, ou o ensaio acabou antes."""


class Recusado(Exception):
    """O portal respondeu que não: a mensagem diz o endereço e a situação."""


class Insistente(Navegante):
    """Cada envio se repete, igual, até haver uma resposta que diga se entrou."""

    def __init__(self, porta: int, desistir: threading.Event, de: str = "", sessao: str = "") -> None:
        super().__init__(porta, de)
        self.desistir = desistir
        self.cookies["csrftoken"] = PROVA  # há envios para endereços que não têm página
        if sessao:
            self.cookies["sessionid"] = sessao

    def ver(self, caminho: str) -> str:
        """A página, que tem de existir."""
        return self._exigir(caminho, self._insistir(caminho, None), {200}).content.decode()

    def mandar(
        self,
        caminho: str,
        dados: Mapping[str, Any],
        *,
        foto: bytes = b"",
        serve: frozenset[int] = frozenset({302, 303}),
    ) -> Recebida:
        """A resposta a um envio; levanta `Recusado` se não é das que servem."""
        return self._exigir(caminho, self._insistir(caminho, dados, foto), serve)

    def _exigir(self, caminho: str, resposta: Recebida, serve: frozenset[int] | set[int]) -> Recebida:
        if resposta.status_code not in serve:
            raise Recusado(f"{re.sub(r'[0-9a-f-]{15,}', '…', caminho)} {resposta.status_code}")
        return resposta

    def _insistir(self, caminho: str, dados: Mapping[str, Any] | None, foto: bytes = b"") -> Recebida:
        limite = time.monotonic() + INSISTE
        while time.monotonic() < limite and not self.desistir.is_set():
            try:
                resposta = self.get(caminho) if dados is None else self.post(caminho, _com_foto(dados, foto))
            except (OSError, http.client.HTTPException):
                resposta = None
            if resposta and resposta.status_code < NAO_SE_SABE and resposta.status_code != MUITAS:
                return resposta
            time.sleep(ENTRE_TENTATIVAS)
        raise Desistiu(caminho)


def _com_foto(dados: Mapping[str, Any], foto: bytes) -> dict[str, Any]:
    """O arquivo se lê ao mandar: cada tentativa tem o seu."""
    fotos = {"fotos": [SimpleUploadedFile("rua.jpg", foto, "image/jpeg")]} if foto else {}
    return {**dados, **fotos}


def campo(pagina: str, nome: str) -> str:
    """O valor de um campo escondido da página; levanta `Recusado` se ela não o tem."""
    achado = re.search(rf'name="{nome}" value="([^"]*)"', pagina)
    if achado is None:
        raise Recusado(f"sem o campo {nome}")
    return achado[1]
