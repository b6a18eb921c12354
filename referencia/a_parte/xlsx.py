"""Abre um XLSX num processo à parte: `python -m referencia.a_parte.xlsx SEGUNDOS` (ver `planilha`).

O tamanho se confere antes de a biblioteca abrir o arquivo e sem acreditar no que ele diz de si: conta-se o
que sai de cada parte do pacote, e as linhas e colunas no próprio XML.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from openpyxl import load_workbook

from referencia.a_parte.planilha import COLUNAS, LINHAS, MAIOR, NaoEPlanilha, PassaDoLimite, escrever

PARTES = 500
"""De um pacote: folhas, estilos, figuras."""
LETRAS_DA_COLUNA = 2
ENTRADA_DO_PACOTE = b"PK\x01\x02"
"""Cada parte tem uma no índice do pacote: contam-se antes de o ler."""
PEDACO = 64 * 1024


def conferir_pacote(conteudo: bytes) -> None:
    """O tamanho de um XLSX, em memória constante, antes de a biblioteca o ver."""
    if conteudo.count(ENTRADA_DO_PACOTE) > PARTES:
        raise PassaDoLimite
    bytes_abertos, linhas = 0, 0
    with ZipFile(BytesIO(conteudo)) as pacote:
        for parte in pacote.infolist():
            if parte.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:  # as outras se abrem de uma vez
                raise NaoEPlanilha
            conta = _Conta(linhas)
            with pacote.open(parte) as aberta:
                while pedaco := aberta.read(PEDACO):
                    bytes_abertos += len(pedaco)
                    if bytes_abertos > MAIOR:
                        raise PassaDoLimite
                    conta.ler(pedaco)
            linhas = conta.linhas


class _Conta:
    """As linhas e as colunas do XML de uma parte, à medida que chega. A parte que não é XML não conta."""

    def __init__(self, linhas: int) -> None:
        self.linhas = linhas
        self._colunas, self._em_linhas, self._xml = 0, False, True
        self._leitor = ParserCreate()
        self._leitor.StartElementHandler = self._elemento
        self._leitor.StartDoctypeDeclHandler = self._entidades

    def ler(self, pedaco: bytes) -> None:
        if not self._xml:
            return
        try:
            self._leitor.Parse(pedaco)
        except ExpatError:
            self._xml = False

    def _elemento(self, nome: str, dados: dict[str, str]) -> None:
        qual, onde = nome.rpartition(":")[2], dados.get("r", "")
        if qual == "row":
            self.linhas, self._colunas, self._em_linhas = self.linhas + 1, 0, True
            if max(self.linhas, int(onde or 0)) > LINHAS + 1:
                raise PassaDoLimite
        elif qual == "c" and self._em_linhas:
            self._colunas += 1
            if self._colunas > COLUNAS or len(onde.rstrip("0123456789")) > LETRAS_DA_COLUNA:
                raise PassaDoLimite

    def _entidades(self, *_: object) -> None:
        raise NaoEPlanilha


def ler(conteudo: bytes) -> Iterator[Iterable[Any]]:
    """As linhas da folha que estava aberta; a medida que ela diz ter não conta."""
    conferir_pacote(conteudo)
    folha = load_workbook(BytesIO(conteudo), read_only=True).active
    folha.reset_dimensions()
    return iter(folha.iter_rows(values_only=True))


if __name__ == "__main__":
    sys.exit(escrever(ler, sys.argv[1]))
