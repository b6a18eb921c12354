"""Planilhas em fluxo: o banco entrega por um cursor e cada linha sai assim que chega.

A memória é a mesma com dez linhas e com o teto. Toda célula de texto que uma planilha leria como fórmula
ganha aqui um apóstrofo na frente (`referencia.celula`): quem escreve as linhas não precisa se lembrar
disso. No XLSX as datas são datas, como se escrevem no Brasil; as colunas têm largura, e o cabeçalho fica
parado e filtra.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import batched, chain, islice, zip_longest
from tempfile import TemporaryFile
from typing import IO, Any

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from referencia.celula import texto

TETO = 50_000
"""Quantos casos cabem numa planilha que um filtro escolhe."""
POR_VEZ = 1_000
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COM_HORA, SO_O_DIA = "dd/mm/yyyy hh:mm", "dd/mm/yyyy"
MEDIDAS = 200
"""De quantas linhas, as primeiras, se tira a largura das colunas."""
MENOR, MAIOR, FOLGA = 8, 60, 3
"""As larguras que cabem, em letras, e o espaço do botão do filtro."""

type Celula = str | int | float | date | datetime | None
type Linha = tuple[Celula, ...]


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
    linhas = iter(todas)
    primeiras = list(islice(linhas, MEDIDAS))
    colunas = [get_column_letter(onde) for onde, _ in enumerate(primeiras[0] if primeiras else (), 1)]
    for coluna, largura in zip(colunas, _larguras(primeiras), strict=False):
        aba.column_dimensions[coluna].width = largura
    aba.freeze_panes = "A2"
    escritas = 0
    for escritas, linha in enumerate(chain(primeiras, linhas), 1):
        aba.append([_na_folha(aba, celula, titulo=escritas == 1) for celula in linha])
    if colunas:
        aba.auto_filter.ref = f"A1:{colunas[-1]}{escritas}"
    arquivo = TemporaryFile()  # noqa: SIM115  quem o manda o fecha
    livro.save(arquivo)
    arquivo.seek(0)
    return arquivo


def _larguras(linhas: Iterable[Linha]) -> list[int]:
    """A largura de cada coluna, pela célula mais larga destas linhas."""
    por_coluna = zip_longest(*linhas, fillvalue=None)
    maiores = (max(len(_em_texto(celula)) for celula in coluna) for coluna in por_coluna)
    return [min(max(maior + FOLGA, MENOR), MAIOR) for maior in maiores]


def _na_folha(aba: Any, celula: Celula, *, titulo: bool) -> Any:
    """O que a folha guarda: o texto sem o que o formato não aceita, e a data com o jeito de a mostrar."""
    if isinstance(celula, str):
        escrita = texto(ILLEGAL_CHARACTERS_RE.sub("", celula))
        return _vestida(aba, escrita, font=Font(bold=True)) if titulo else escrita
    if isinstance(celula, date):
        formato = COM_HORA if isinstance(celula, datetime) else SO_O_DIA
        return _vestida(aba, celula, number_format=formato)
    return celula


def _vestida(aba: Any, valor: Celula, **jeito: Any) -> Any:
    celula = WriteOnlyCell(aba, valor)
    for nome, como in jeito.items():
        setattr(celula, nome, como)
    return celula


def resposta_xlsx(todas: Iterable[Linha], folha: str, nome: str) -> FileResponse:
    """O download da planilha `nome`, que sai quando fica pronta: alguns segundos, se forem muitas linhas."""
    return FileResponse(em_xlsx(todas, folha), as_attachment=True, filename=nome, content_type=XLSX)


def resposta_csv(todas: Iterable[Linha], nome: str) -> StreamingHttpResponse:
    """O download da planilha `nome`, que sai enquanto se lê."""
    return StreamingHttpResponse(
        em_csv(todas),
        content_type=CSV,
        headers={"Content-Disposition": f'attachment; filename="{nome}"'},
    )


def csv_inteiro(todas: Iterable[Linha], nome: str) -> HttpResponse:
    """O download da planilha `nome` já toda escrita, para a página que se revalida pela marca dos dados."""
    resposta = HttpResponse(b"".join(em_csv(todas)), content_type=CSV)
    resposta["Content-Disposition"] = f'attachment; filename="{nome}"'
    return resposta
