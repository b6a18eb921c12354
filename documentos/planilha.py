"""Planilhas em fluxo: o banco entrega por um cursor e cada linha sai assim que chega.

A memória é a mesma com dez linhas e com o teto. Toda célula de texto que uma planilha leria como fórmula
ganha aqui um apóstrofo na frente: quem escreve as linhas não precisa se lembrar disso.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import batched, chain
from tempfile import TemporaryFile
from typing import IO

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from openpyxl import Workbook

TETO = 50_000
"""Quantos casos cabem numa planilha que um filtro escolhe."""
POR_VEZ = 1_000
CSV = "text/csv; charset=utf-8"
FORMULA = ("=", "+", "-", "@", "\t", "\r")

type Celula = str | int | float | date | datetime | None
type Linha = tuple[Celula, ...]


def texto(valor: str) -> str:
    """O texto que nenhuma planilha executa."""
    return f"'{valor}" if valor.startswith(FORMULA) else valor


def como_se_escreveu(celula: str) -> str:
    """O texto de uma célula que saiu daqui, sem o apóstrofo que se pôs."""
    return celula[1:] if celula.startswith("'") and celula[1:].startswith(FORMULA) else celula


def local(momento: datetime | None) -> datetime | None:
    """No relógio da cidade e sem fuso, que as planilhas não conhecem."""
    return momento and timezone.make_naive(momento, timezone.get_default_timezone())


class _Eco:
    """O que o `csv` escreve volta a quem o chamou."""

    def write(self, escrito: str) -> str:
        return escrito


def em_csv(todas: Iterable[Linha]) -> Iterator[bytes]:
    """Ponto e vírgula e a marca do UTF-8: abre certo em português, sem perguntar nada."""
    escritor = csv.writer(_Eco(), delimiter=";")
    escritas = (escritor.writerow([_em_texto(celula) for celula in linha]) for linha in todas)
    for pedaco in batched(chain(["\ufeff"], escritas), POR_VEZ):
        yield "".join(pedaco).encode()


def _em_texto(celula: Celula) -> str:
    if isinstance(celula, float):
        return str(celula).replace(".", ",")
    if hasattr(celula, "hour"):
        return f"{celula:%d/%m/%Y %H:%M}"
    if hasattr(celula, "day"):
        return f"{celula:%d/%m/%Y}"
    if isinstance(celula, str):
        return texto(celula)
    return "" if celula is None else str(celula)


def em_xlsx(todas: Iterable[Linha], folha: str) -> IO[bytes]:
    """A planilha num arquivo temporário, que some ao fechar: o formato só se fecha no fim."""
    livro = Workbook(write_only=True)
    aba = livro.create_sheet(folha)
    aba.freeze_panes = "A2"
    for linha in todas:
        aba.append([texto(celula) if isinstance(celula, str) else celula for celula in linha])
    arquivo = TemporaryFile()  # noqa: SIM115  quem o manda o fecha
    livro.save(arquivo)
    arquivo.seek(0)
    return arquivo


def resposta_csv(todas: Iterable[Linha], nome: str) -> StreamingHttpResponse:
    """O download da planilha `nome`, que sai enquanto se lê."""
    return StreamingHttpResponse(
        em_csv(todas),
        content_type=CSV,
        headers={"Content-Disposition": f'attachment; filename="{nome}"'},
    )


def csv_inteiro(todas: Iterable[Linha], nome: str) -> HttpResponse:
    """O mesmo download com a planilha já escrita, para a página que se revalida pela marca dos dados."""
    resposta = HttpResponse(b"".join(em_csv(todas)), content_type=CSV)
    resposta["Content-Disposition"] = f'attachment; filename="{nome}"'
    return resposta
