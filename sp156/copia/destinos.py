"""Onde as cópias ficam: uma pasta ou um S3, com as mesmas cinco perguntas."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from sp156.copia.erros import CopiaFalhou

POR_VEZ = 1000
"""Objetos que o S3 apaga num pedido."""
PARTE = ".parte"
"""No fim do nome do que ainda se escreve."""
S3_ERRADO = "O S3 da cópia diz-se s3://CHAVE:SEGREDO@servidor/balde/pasta?regiao=…"


class Destino(Protocol):
    """Um lugar de cópias. O que falha é OSError ou CopiaFalhou, e o que já lá estava fica."""

    @property
    def onde(self) -> str:
        """Como se diz a alguém, sem segredos."""

    @property
    def trabalho(self) -> Path | None:
        """Onde pôr o que ainda se faz; nada, a pasta temporária da máquina."""

    def gravar(self, nome: str, conteudo: IO[bytes]) -> None: ...

    def abrir(self, nome: str) -> Any:
        """Um contexto com o conteúdo; levanta FileNotFoundError se não há."""

    def nomes(self, pasta: str = "") -> dict[str, int]:
        """Tudo o que há ali e nas de dentro → bytes."""

    def apagar(self, nomes: Iterable[str]) -> None: ...

    def assentar(self) -> None:
        """O que se gravou passa a resistir à queda da máquina."""


@dataclass(frozen=True)
class Pasta:
    """Uma pasta que já existe: se é um disco que não se montou, não se enche o desta máquina."""

    raiz: Path

    def __post_init__(self) -> None:
        if not self.raiz.is_dir():
            raise CopiaFalhou(f"A pasta {self.raiz} não existe: crie-a, ou monte o disco das cópias.")

    @property
    def onde(self) -> str:
        return str(self.raiz)

    @property
    def trabalho(self) -> Path | None:
        return self.raiz

    def gravar(self, nome: str, conteudo: IO[bytes]) -> None:
        final = self.raiz / nome
        final.parent.mkdir(parents=True, exist_ok=True)
        parte = final.with_name(final.name + PARTE)
        try:
            with parte.open("wb") as escrito:
                shutil.copyfileobj(conteudo, escrito, 1 << 20)
        except OSError:
            parte.unlink(missing_ok=True)
            raise
        parte.replace(final)

    def abrir(self, nome: str) -> IO[bytes]:
        return (self.raiz / nome).open("rb")

    def nomes(self, pasta: str = "") -> dict[str, int]:
        achados = {}
        for onde, _, nomes in os.walk(self.raiz / pasta):
            for nome in nomes:
                caminho = Path(onde, nome)
                achados[caminho.relative_to(self.raiz).as_posix()] = caminho.stat().st_size
        return achados

    def apagar(self, nomes: Iterable[str]) -> None:
        for nome in nomes:
            caminho = self.raiz / nome
            caminho.unlink(missing_ok=True)
            if caminho.parent != self.raiz and not any(caminho.parent.iterdir()):
                caminho.parent.rmdir()

    def assentar(self) -> None:
        os.sync()


class NoS3:
    """Um balde, ou uma pasta dele. As credenciais vêm na URL ou, sem elas, do ambiente que o boto3 lê."""

    trabalho: Path | None = None

    def __init__(self, url: str) -> None:
        partes = urlsplit(url)
        self.balde, _, pasta = partes.path.strip("/").partition("/")
        if not partes.hostname or not self.balde:
            raise CopiaFalhou(S3_ERRADO)
        self.raiz = f"{pasta}/" if pasta else ""
        self.onde = f"s3://{partes.hostname}/{self.balde}/{pasta}".rstrip("/")
        self.cliente = _cliente(partes)

    def gravar(self, nome: str, conteudo: IO[bytes]) -> None:
        with _ditas():
            self.cliente.upload_fileobj(conteudo, self.balde, self.raiz + nome)

    @contextmanager
    def abrir(self, nome: str) -> Iterator[Any]:
        with _ditas():
            try:
                achado = self.cliente.get_object(Bucket=self.balde, Key=self.raiz + nome)
            except self.cliente.exceptions.NoSuchKey as erro:
                raise FileNotFoundError(nome) from erro
            with achado["Body"] as corpo:
                yield corpo

    def nomes(self, pasta: str = "") -> dict[str, int]:
        inicio = self.raiz + (f"{pasta}/" if pasta else "")
        with _ditas():
            paginas = self.cliente.get_paginator("list_objects_v2").paginate(Bucket=self.balde, Prefix=inicio)
            return {
                um["Key"].removeprefix(self.raiz): um["Size"]
                for pagina in paginas
                for um in pagina.get("Contents", ())
            }

    def apagar(self, nomes: Iterable[str]) -> None:
        with _ditas():
            for lote in batched(nomes, POR_VEZ):
                chaves = [{"Key": self.raiz + nome} for nome in lote]
                self.cliente.delete_objects(Bucket=self.balde, Delete={"Objects": chaves, "Quiet": True})

    def assentar(self) -> None:
        """O S3 só responde que guardou depois de guardar."""


def _cliente(partes: SplitResult) -> Any:
    opcoes = parse_qs(partes.query)
    esquema = "http" if opcoes.get("https") == ["0"] else "https"
    return boto3.client(
        "s3",
        endpoint_url=f"{esquema}://{partes.netloc.rpartition('@')[2]}",
        region_name=(opcoes.get("regiao") or [None])[0],
        aws_access_key_id=unquote(partes.username) if partes.username else None,
        aws_secret_access_key=unquote(partes.password) if partes.password else None,
        config=Config(s3={"addressing_style": "path"}, connect_timeout=10, read_timeout=60),
    )


@contextmanager
def _ditas() -> Iterator[None]:
    """O que o S3 recusa, ou a rede, numa frase."""
    try:
        yield
    except (BotoCoreError, ClientError) as erro:
        raise CopiaFalhou(f"O S3 da cópia não respondeu como se esperava: {erro}") from erro


def destino(dito: str) -> Destino:
    """De `s3://…` ou do caminho de uma pasta."""
    return NoS3(dito) if dito.startswith("s3://") else Pasta(Path(dito).absolute())


def destino_e_nome(dito: str) -> tuple[Destino, str]:
    """De uma cópia (`…/2026-12-02T030000Z`) ou de um destino, em que vale a mais nova: o nome vem vazio."""
    antes, consulta, depois = dito.partition("?")
    pai, _, nome = antes.rstrip("/").rpartition("/")
    if nome[:1].isdigit() and "Z" in nome:
        return destino(f"{pai}{consulta}{depois}"), nome
    return destino(dito), ""
