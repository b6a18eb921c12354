"""Um portal pequeno que se copia: um banco deste processo, uma pasta de arquivos e um destino."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import override_settings
from pyrage.x25519 import Identity
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from solicitacoes.models import Anexo, Solicitacao
from sp156.copia import banco
from tests import bancos
from tests.solicitacoes import elenco


@dataclass
class Copiavel:
    """O portal que se copia, e os comandos como quem está no servidor os roda."""

    banco: str
    arquivos: Path
    destino: Path
    identidade: Path
    outra: Path

    def rodar(self, comando: str, *opcoes: str) -> tuple[dict[str, Any], int]:
        """O que o comando respondeu em JSON, e com que saiu."""
        saida, codigo = StringIO(), 0
        try:
            call_command(comando, *opcoes, "--json", stdout=saida, stderr=StringIO())
        except SystemExit as saiu:
            codigo = int(saiu.code or 0)
        dito: dict[str, Any] = json.loads(saida.getvalue())
        return dito, codigo

    def guardar(self) -> dict[str, Any]:
        dito, codigo = self.rodar("guardar")
        assert (dito["situacao"], codigo) == ("completa", 0), dito["faltam"]
        return dito

    def foto(self, nome: str = "foto") -> Anexo:
        """Um pedido novo com uma foto, de 20 KB."""
        nova = Anexo(caso=elenco.solicitacao(), ordem=1, nome=nome, sha256=nome, papel="interessado")
        nova.arquivo.save(f"{nome}.jpg", ContentFile(os.urandom(20_000)), save=False)
        nova.save()
        return nova


@pytest.fixture(scope="module")
def copiavel(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Copiavel]:
    """Uma vez por arquivo: um banco com um pedido e a sua foto."""
    pasta, nome = tmp_path_factory.mktemp("copiavel"), f"copiavel_{os.getpid()}"
    feito = Copiavel(nome, pasta / "arquivos", pasta / "destino", pasta / "identidade", pasta / "outra")
    dona = Identity.generate()
    feito.destino.mkdir()
    feito.identidade.write_text(f"# a de quem guarda\n{dona}\n", encoding="ascii")
    feito.outra.write_text(f"{Identity.generate()}\n", encoding="ascii")
    bancos.criar_banco(nome, bancos.base())
    ambiente = override_settings(
        MEDIA_ROOT=str(feito.arquivos),
        COPIA_DESTINO=str(feito.destino),
        COPIA_DESTINATARIO=[str(dona.to_public())],
        COPIA_IDENTIDADE=str(feito.identidade),
    )
    with django_db_blocker.unblock(), ambiente, bancos.no_banco(nome):
        try:
            feito.foto()
            assert Solicitacao.objects.count() == 1
            yield feito
        finally:
            deste = [nome, *banco.anteriores(nome, "_")]
            for um in deste:
                with suppress(OSError):
                    bancos.apagar_banco(um)


@pytest.fixture(autouse=True)
def arquivos_privados(settings: Settings, copiavel: Copiavel) -> None:
    """Os do portal que se copia, e não uma pasta por teste."""
    settings.MEDIA_ROOT = str(copiavel.arquivos)
