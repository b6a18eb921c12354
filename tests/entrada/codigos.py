"""O código que chega por e-mail, como a pessoa o pede e o lê."""

from __future__ import annotations

import re

from django.test import Client

from avisos.canais.correio import montar_mensagem
from avisos.models import Aviso, Cidade

CONFERIR = "/conta/codigo/conferir/"


def mensagem() -> str:
    """A última que saiu, como a pessoa a lê."""
    aviso = Aviso.objects.latest("pk")
    return str(montar_mensagem(aviso, "x@exemplo.invalid", Cidade()).body)


def codigo_recebido() -> str:
    achado = re.search(r"^(\d{6})$", mensagem(), re.MULTILINE)
    assert achado
    return achado[1]


def errado() -> str:
    return f"{(int(codigo_recebido()) + 1) % 1_000_000:06}"


def pedir(client: Client, login: str, **mais: str) -> None:
    resposta = client.post("/conta/codigo/", {"login": login, **mais})
    assert (resposta.status_code, resposta["Location"].partition("?")[0]) == (302, CONFERIR)


def quem(client: Client) -> str:
    return str(client.session.get("_auth_user_id", ""))
