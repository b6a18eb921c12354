"""Navegadores de quem acompanha um caso: com a chave, sem ela, com a conta."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from contas.segredos import chaves
from ouvidoria.models import Anexo

if TYPE_CHECKING:
    from typing import Any

    from ouvidoria.models import Manifestacao
    from protocolo.models import Caso


def com_chave(caso: Caso, cliente: Client | None = None) -> Client:
    """O navegador passa a ter a chave do caso."""
    navegador = cliente or Client()
    navegador.get(f"/acompanhar/{caso.protocolo}/{chaves.chave_de(caso.protocolo)}/")
    return navegador


def pagina(caso: Caso, resto: str = "") -> str:
    return f"/acompanhar/{caso.protocolo}/{resto}"


def texto(resposta: Any) -> str:
    """O que se lê na página, sem marcas."""
    principal = BeautifulSoup(resposta.content, "html.parser").main
    assert principal
    return " ".join(principal.get_text(" ").split())


def anexo(caso: Manifestacao, marca: str = "0", **campos: Any) -> Anexo:
    nome = default_storage.save("anexos/teste.jpg", ContentFile(b"foto"))
    valores = {"ordem": 1, "arquivo": nome, "miniatura": nome, "nome": "f.jpg", "papel": "interessado"}
    return Anexo.objects.create(caso=caso, sha256=marca * 64, **{**valores, **campos})
