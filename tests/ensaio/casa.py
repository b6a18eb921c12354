"""O portal do ensaio: `manage.py portal` inteiro, numa pasta e em portas só dele, que no fim se apagam."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from sp156.embutido.pastas import Pastas, das
from tests.correio import REMETENTE
from tests.sp156 import portal_no_ar
from tests.sp156.portal_no_ar import Portal, manage

SEM_TETO = "1000000"
"""Avisos por dia a um contato sem prova: o ensaio conta todos."""


@dataclass
class Casa:
    """O portal no ar sobre a sua pasta; `diario` é o que ele escreveu."""

    pasta: Path
    diario: Path
    portal: Portal
    pastas: Pastas = field(init=False)

    def __post_init__(self) -> None:
        self.pastas = das(self.pasta)

    @property
    def porta(self) -> int:
        return self.portal.porta

    @property
    def arquivos(self) -> Path:
        """Onde ficam as fotos (MEDIA_ROOT)."""
        return self.pasta / "arquivos"

    @property
    def fila(self) -> str:
        """O endereço do Valkey."""
        return self.pastas.urls()["REDIS_URL"]

    def ler(self, consulta: str, *valores: Any) -> list[Any]:
        """As linhas de uma consulta; se ela traz uma coluna só, os valores."""
        endereco = self.pastas.urls()["DATABASE_URL"]
        with psycopg.connect(endereco, autocommit=True, connect_timeout=10) as conexao:
            feita = conexao.execute(consulta.encode(), valores)
            linhas = feita.fetchall() if feita.description else []
        return [linha[0] if len(linha) == 1 else linha for linha in linhas]

    def do_django(self, codigo: str) -> Any:
        """O que um trecho, rodado com o Django deste portal, escreve em JSON na última linha."""
        feito = manage(self.pasta, "shell", "-v0", "-c", codigo)
        if feito.returncode:
            raise RuntimeError(f"o cenário não se montou:\n{feito.stdout}{feito.stderr}")
        return json.loads(feito.stdout.splitlines()[-1])


@contextlib.contextmanager
def no_ar(pasta: Path, correio: int) -> Iterator[Casa]:
    """Sobe o portal, com o correio nesta porta, e só o entrega pronto."""
    no_ambiente = portal_no_ar.portal(
        pasta,
        CORREIO_URL=f"smtp://127.0.0.1:{correio}",
        CORREIO_REMETENTE=REMETENTE,
        AVISOS_POR_DIA_SEM_PROVA=SEM_TETO,
    )
    with no_ambiente as portal:
        portal.esperar_pronto()
        casa = Casa(pasta, pasta.with_name("portal.log"), portal)
        copiando = threading.Thread(target=_copiar, args=(portal, casa.diario), daemon=True)
        copiando.start()
        try:
            yield casa
        finally:
            portal.parar()
            copiando.join(timeout=10)


def _copiar(portal: Portal, diario: Path) -> None:
    """Quem não lê o que o portal escreve acaba por travá-lo."""
    assert portal.processo.stdout is not None
    with diario.open("w", encoding="utf-8") as arquivo:
        for linha in portal.processo.stdout:
            arquivo.write(linha)
            arquivo.flush()
