"""Lê o arquivo de dados abertos sem carregá-lo: texto puro, .gz ou .xz; UTF-8 ou cp1252; `;` ou `,`."""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from roteamento.localizacao.grafias import simplificar

COLUNAS = (
    "data de abertura",
    "canal",
    "tema",
    "assunto",
    "servico",
    "logradouro",
    "numero",
    "cep",
    "subprefeitura",
    "distrito",
    "setor",
    "quadra",
    "latitude",
    "longitude",
    "data do parecer",
    "status da solicitacao",
    "orgao",
)
"""As 17 colunas do formato da cidade, sem acento; a ordem no arquivo é livre."""

AMOSTRA = 1 << 20
GZIP = b"\x1f\x8b"
XZ = b"\xfd7zXZ\x00"


class ArquivoInvalido(ValueError):
    """O arquivo não tem o formato da cidade. A mensagem diz o que falta."""


def linhas(caminho: Path) -> Iterator[dict[str, str] | None]:
    """Cada linha como coluna → texto, na ordem do arquivo; None na que tem colunas a mais ou a menos.

    Levanta ArquivoInvalido se o arquivo não se lê, está vazio ou não tem as 17 colunas.
    """
    try:
        with _abrir(caminho) as bruto:
            yield from _ler(bruto)
    except EOFError as erro:
        raise ArquivoInvalido(f"{caminho.name} está incompleto: a compressão acaba no meio.") from erro
    except (lzma.LZMAError, zlib.error, gzip.BadGzipFile) as erro:
        raise ArquivoInvalido(f"{caminho.name} está estragado e não se descomprime.") from erro
    except OSError as erro:
        raise ArquivoInvalido(f"Não foi possível ler {caminho.name}: {erro.strerror or erro}.") from erro


def _abrir(caminho: Path) -> IO[bytes]:
    with caminho.open("rb") as arquivo:
        inicio = arquivo.read(6)
    if inicio.startswith(GZIP):
        return cast("IO[bytes]", gzip.open(caminho))
    if inicio == XZ:
        return lzma.open(caminho)
    return caminho.open("rb")


def _ler(bruto: IO[bytes]) -> Iterator[dict[str, str] | None]:
    codificacao = _codificacao(bruto.read(AMOSTRA))
    bruto.seek(0)
    with io.TextIOWrapper(bruto, encoding=codificacao, errors="replace", newline="") as texto:
        cabecalho = texto.readline(AMOSTRA)
        separador = ";" if cabecalho.count(";") > cabecalho.count(",") else ","
        nomes = _nomes(cabecalho, separador)
        for campos in _registros(texto, separador):
            if len(campos) == len(nomes):
                yield dict(zip(nomes, (campo.strip() for campo in campos), strict=True))
            elif any(campos):
                yield None


def _nomes(cabecalho: str, separador: str) -> list[str]:
    if not cabecalho.strip():
        raise ArquivoInvalido("O arquivo está vazio.")
    nomes = [simplificar(nome) for nome in cabecalho.split(separador)]
    faltam = [coluna for coluna in COLUNAS if coluna not in nomes]
    if faltam:
        raise ArquivoInvalido(f"Faltam colunas no arquivo: {', '.join(faltam)}.")
    return nomes


def _registros(texto: io.TextIOWrapper, separador: str) -> Iterator[list[str]]:
    leitor = csv.reader(texto, delimiter=separador)
    try:
        yield from leitor
    except csv.Error as erro:
        raise ArquivoInvalido(
            f"Há aspas que se abrem e não se fecham pouco antes da linha {leitor.line_num + 1}."
        ) from erro


def _codificacao(amostra: bytes) -> str:
    """UTF-8 ou cp1252: decide o cabeçalho, se tem acento; senão, o começo do arquivo."""
    cabecalho = amostra.partition(b"\n")[0]
    decisivo = amostra if cabecalho.isascii() else cabecalho
    try:
        decisivo.decode("utf-8-sig")
    except UnicodeDecodeError as erro:  # um caractere cortado no fim não conta
        if erro.start < len(decisivo) - 4 or erro.reason != "unexpected end of data":
            return "cp1252"
    return "utf-8-sig"
