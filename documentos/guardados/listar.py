"""O que há guardado, com o tamanho e a hora de cada um, sem perguntar por um de cada vez."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


@dataclass(frozen=True, slots=True)
class Guardado:
    """Um arquivo guardado; `tamanho` em bytes, `em` quando se gravou."""

    nome: str
    tamanho: int
    em: datetime


def listar(armazenamento: Any, pasta: str = "") -> Iterator[Guardado]:
    """Todos os arquivos da pasta e das de dentro, também por atalhos; de uma que não existe, nenhum."""
    if not isinstance(armazenamento, FileSystemStorage):
        yield from armazenamento.listar(pasta)
        return
    raiz = Path(armazenamento.path(""))
    for onde, _, nomes in (raiz / pasta).walk(follow_symlinks=True):
        for nome in nomes:
            caminho = onde / nome
            try:
                lido = caminho.stat()
            except FileNotFoundError:  # apagou-se enquanto se listava
                continue
            em = datetime.fromtimestamp(lido.st_mtime, UTC)
            yield Guardado(caminho.relative_to(raiz).as_posix(), lido.st_size, em)
