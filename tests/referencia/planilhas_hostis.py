"""Pacotes XLSX escritos à mão, do jeito que um estranho os escreveria; fazem-se na hora, que são grandes."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

CABECALHO = b'<?xml version="1.0" encoding="UTF-8"?>'
DAS_FOLHAS = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
DO_DOCUMENTO = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DO_PACOTE = "http://schemas.openxmlformats.org/package/2006"
TIPOS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
FOLHA = "xl/worksheets/sheet1.xml"


def celula(texto: str, onde: str = "") -> bytes:
    lugar = f' r="{onde}"' if onde else ""
    return f'<c{lugar} t="inlineStr"><is><t>{texto}</t></is></c>'.encode()


def linha(*celulas: bytes, onde: str = "") -> bytes:
    lugar = f' r="{onde}"' if onde else ""
    return f"<row{lugar}>".encode() + b"".join(celulas) + b"</row>"


NOMES = linha(celula("nome"), celula("email"))
UMA = linha(celula("Rita"), celula("rita@exemplo.invalid"))


def folha(linhas: Iterable[bytes], *, antes: bytes = b"", cabecalho: bytes = CABECALHO) -> bytes:
    todas = b"".join(linhas)
    return (
        cabecalho
        + b"<worksheet "
        + DAS_FOLHAS
        + b">"
        + antes
        + b"<sheetData>"
        + todas
        + b"</sheetData></worksheet>"
    )


def pacote(
    conteudo: bytes, *, folhas: int = 1, outras: dict[str, bytes] | None = None, como: int = ZIP_DEFLATED
) -> bytes:
    """Um XLSX que se abre, com `folhas` folhas que apontam todas para a mesma parte, e as `outras` partes."""
    saida = BytesIO()
    ditas = "".join(f'<sheet name="F{n}" sheetId="{n}" r:id="r1"/>' for n in range(1, folhas + 1))
    partes = {
        "[Content_Types].xml": f'<Types xmlns="{DO_PACOTE}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TIPOS}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TIPOS}.sharedStrings+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TIPOS}.styles+xml"/></Types>',
        "xl/workbook.xml": f'<workbook {DAS_FOLHAS.decode()} xmlns:r="{DO_DOCUMENTO}">'
        f"<sheets>{ditas}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{DO_PACOTE}/relationships">'
        f'<Relationship Id="r1" Type="{DO_DOCUMENTO}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/styles.xml": f"<styleSheet {DAS_FOLHAS.decode()}/>",
        "xl/sharedStrings.xml": f"<sst {DAS_FOLHAS.decode()}/>",
    }
    with ZipFile(saida, "w", como) as zip_:
        for nome, parte in {**partes, FOLHA: conteudo, **(outras or {})}.items():
            zip_.writestr(nome, parte)
    return saida.getvalue()
