"""O destino das cópias, e os arquivos: como se gravam, se leem de volta e se trazem."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from pyrage.x25519 import Identity, Recipient

from documentos.guardados.listar import listar
from sp156 import configuracao
from sp156.copia import CopiaFalhou, cifra

GUARDADOS = "arquivos"
"""A pasta do destino que todas as cópias dividem: cada arquivo grava-se uma vez, porque nunca muda."""
PEDACO = 1 << 20
NA_MEMORIA = 8 << 20
"""Bytes do que se cifra ou se confere; o maior espera num arquivo temporário."""


@dataclass(frozen=True, slots=True)
class Guardado:
    """Um arquivo da cópia: bytes e SHA-256 do claro, e bytes do que ficou no destino."""

    tamanho: int
    resumo: str
    guardado: int


@dataclass(slots=True)
class Contado:
    """Um fluxo que conta e resume o que por ele passa."""

    fluxo: Any
    tamanho: int = 0
    _conta: Any = field(default_factory=hashlib.sha256)

    def read(self, quanto: int = -1, /) -> bytes:
        return self._contar(self.fluxo.read(quanto))

    def write(self, pedaco: bytes, /) -> int:
        self._contar(pedaco)
        return int(self.fluxo.write(pedaco))

    def flush(self) -> None:
        self.fluxo.flush()

    def _contar(self, pedaco: bytes) -> bytes:
        self.tamanho += len(pedaco)
        self._conta.update(pedaco)
        return pedaco

    def ate_o_fim(self) -> Contado:
        while self.read(PEDACO):
            pass
        return self

    @property
    def resumo(self) -> str:
        return str(self._conta.hexdigest())


def destino(dito: str) -> Storage:
    """O balde das cópias (`s3://…`), ou a pasta, que já existe.

    Se ela é um disco que não se montou, não se enche o daqui.
    """
    if no_s3(dito):
        return _balde(dito)
    pasta = Path(dito).absolute()
    if not pasta.is_dir():
        raise CopiaFalhou(f"A pasta {pasta} não existe: crie-a, ou monte o disco das cópias.")
    return FileSystemStorage(
        pasta, allow_overwrite=True, file_permissions_mode=0o600, directory_permissions_mode=0o700
    )


def no_s3(dito: str) -> bool:
    return dito.startswith(configuracao.S3)


def _balde(dito: str) -> Storage:
    """Não o dos arquivos, que ao copiar-se levaria as cópias."""
    try:
        opcoes = configuracao.balde(dito, variavel="O destino das cópias")
    except ImproperlyConfigured as erro:
        raise CopiaFalhou(str(erro)) from erro
    if settings.ARQUIVOS_URL:
        dos_arquivos = configuracao.balde(settings.ARQUIVOS_URL, variavel="ARQUIVOS_URL")
        if all(opcoes[parte] == dos_arquivos[parte] for parte in ("endpoint_url", "bucket_name")):
            raise CopiaFalhou("As cópias querem um balde seu: este é o dos arquivos.")
    return storages.create_storage({"BACKEND": "documentos.guardados.s3.CopiasNoS3", "OPTIONS": opcoes})


def escrito(dito: str) -> str:
    """O destino como se mostra e se anota: a pasta por inteiro, e o balde sem a chave nem o segredo."""
    if not no_s3(dito):
        return str(Path(dito).absolute())
    partes = urlsplit(dito)
    return f"{configuracao.S3}{partes.netloc.rpartition('@')[2]}{partes.path}"


def no_destino(nome: str, *, cifrado: bool) -> str:
    return f"{GUARDADOS}/{nome}{cifra.FIM if cifrado else ''}"


def escrever(la: Storage, onde: str, claro: cifra.Le, para: Sequence[Recipient]) -> Guardado:
    """Cifra, grava e lê de volta: o que se leu tem de ser o que se mandou."""
    with SpooledTemporaryFile(NA_MEMORIA) as pronto:
        lido, fechado = Contado(claro), Contado(pronto)
        cifra.fechar(lido, fechado, para)
        la.save(onde, File(pronto))
    with la.open(onde) as gravado:
        if Contado(gravado).ate_o_fim().resumo != fechado.resumo:
            raise CopiaFalhou(f"{onde}: o que se leu de volta não é o que se escreveu.")
    return Guardado(lido.tamanho, lido.resumo, fechado.tamanho)


def trazer(
    la: Storage, onde: str, dito: Guardado, com: Sequence[Identity] | None, para: cifra.Escreve
) -> None:
    """Escreve em `para` o conteúdo, em claro; se não é o que o manifesto diz, CopiaFalhou.

    `com` None: não se cifrou.
    """
    claro = Contado(para)
    try:
        with la.open(onde) as guardado:
            if com is None:
                cifra.fechar(guardado, claro, ())
            else:
                cifra.abrir(guardado, claro, com, nome=onde)
    except FileNotFoundError as erro:
        raise CopiaFalhou(f"{onde}: falta no destino.") from erro
    if (claro.tamanho, claro.resumo) != (dito.tamanho, dito.resumo):
        raise CopiaFalhou(f"{onde}: está truncado ou estragado.")


def guardar(
    de: Storage, la: Storage, *, antes: Mapping[str, Guardado], para: Sequence[Recipient]
) -> tuple[dict[str, Guardado], int]:
    """Grava os que o destino ainda não tem, e diz quantos. `antes` é o que a última cópia diz que lá está.

    O que se apaga entre listar e abrir não entra: se o banco o conhece, quem compara o nota.
    """
    estao = {um.nome: um.tamanho for um in listar(la, GUARDADOS)}
    guardados: dict[str, Guardado] = {}
    novos = 0
    for um in listar(de):
        nome = um.nome
        onde, ja = no_destino(nome, cifrado=bool(para)), antes.get(nome)
        if ja and (um.tamanho, estao.get(onde)) == (ja.tamanho, ja.guardado):
            guardados[nome] = ja
            continue
        try:
            aberto = de.open(nome)
        except FileNotFoundError:
            continue
        with aberto:
            guardados[nome] = escrever(la, onde, aberto, para)
        novos += 1
    return guardados, novos


def igual(armazenamento: Storage, nome: str, dito: Guardado) -> bool:
    """Já está no lugar, com o mesmo conteúdo."""
    if not armazenamento.exists(nome) or armazenamento.size(nome) != dito.tamanho:
        return False
    with armazenamento.open(nome) as arquivo:
        return Contado(arquivo).ate_o_fim().resumo == dito.resumo


def repor(armazenamento: Storage, nome: str, conteudo: IO[bytes]) -> None:
    """Com este nome e não outro: o que está no lugar e não é igual sai antes."""
    if armazenamento.exists(nome):
        armazenamento.delete(nome)
    dado = armazenamento.save(nome, File(conteudo))
    if dado != nome:
        raise CopiaFalhou(f"{nome}: o armazenamento guardou-o como {dado}. Alguém o guarda ao mesmo tempo?")
