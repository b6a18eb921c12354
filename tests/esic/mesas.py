"""O que os testes das mesas repetem: entrar, ver o que se pode fazer, reler o que se escreveu."""

from __future__ import annotations

from typing import Any

from django.test import Client

from contas.autor import Autor
from tests.ouvidoria.mesa import sopa


def entrar(client: Client, por: Autor) -> Autor:
    """A pessoa, já dentro."""
    assert por.usuario
    client.force_login(por.usuario)
    return por


def botoes(resposta: Any) -> list[str]:
    """O que a página oferece fazer."""
    return [a.get_text(strip=True) for a in sopa(resposta).select(".sp-atos a, .sp-atos button")]


def escritos(resposta: Any, campo: str) -> list[str]:
    """O que a página ainda tem do que se escreveu neste campo."""
    achados = sopa(resposta).select(f"main [name={campo}], main #escrito-{campo}")
    return [str(a.get("value") or a.get_text()).strip() for a in achados]
