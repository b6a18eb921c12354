"""PDF de exemplo, bons e maus, feitos na hora."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

AUTOR = "Ana Autora Canário"


def letra() -> Dictionary:
    """Nova a cada vez: um objeto é de um PDF só."""
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)


def em_bytes(pdf: Pdf, **opcoes: object) -> BytesIO:
    saida = BytesIO()
    pdf.save(saida, **opcoes)  # type: ignore[arg-type]
    saida.seek(0)
    return saida


def pagina(pdf: Pdf, texto: str = "Texto da pagina", desenho: str = "") -> pikepdf.Page:
    """Uma folha A4 com um texto e, por cima, um desenho."""
    nova = pdf.add_blank_page(page_size=(595, 842))
    nova.obj.Contents = pdf.make_stream(f"BT /F1 24 Tf 72 700 Td ({texto}) Tj ET {desenho}".encode())
    nova.obj.Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(letra())))
    return nova


def simples(paginas: int = 1, texto: str = "Texto da pagina", desenho: str = "") -> BytesIO:
    pdf = Pdf.new()
    for _ in range(paginas):
        pagina(pdf, texto, desenho)
    return em_bytes(pdf)


def jpeg_com_exif() -> bytes:
    """Uma imagem com o autor no EXIF, um comentário e carona depois do fim."""
    imagem, exif = Image.new("RGB", (40, 30), "red"), Image.Exif()
    exif[0x013B] = AUTOR
    saida = BytesIO()
    imagem.save(saida, "JPEG", exif=exif, comment=f"foto de {AUTOR}".encode())
    return saida.getvalue() + b"CARONA " + AUTOR.encode()


def cheio_de_segredos() -> BytesIO:
    """Metadados, programa, arquivo embutido, anotações com autor, formulário, camada e foto com EXIF."""
    pdf = Pdf.new()
    folha = pagina(pdf)
    foto = pdf.make_stream(jpeg_com_exif())
    for chave, valor in {
        "/Type": Name.XObject,
        "/Subtype": Name.Image,
        "/Width": 40,
        "/Height": 30,
        "/ColorSpace": Name.DeviceRGB,
        "/BitsPerComponent": 8,
        "/Filter": Name.DCTDecode,
        "/Metadata": pdf.make_stream(f"<x>{AUTOR}</x>".encode()),
    }.items():
        foto[chave] = valor
    folha.obj.Resources.XObject = Dictionary(Im0=foto)
    folha.obj.PieceInfo = Dictionary(App=Dictionary(Private=String(AUTOR)))
    folha.obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{AUTOR}')")))
    nota = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Text,
        Rect=Array([10, 10, 30, 30]),
        T=String(AUTOR),
        Contents=String(AUTOR),
    )
    folha.obj.Annots = Array([pdf.make_indirect(nota)])
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{AUTOR}')"))
    pdf.attachments["segredo.txt"] = AUTOR.encode()
    with pdf.open_metadata() as dados:
        dados["dc:creator"] = [AUTOR]
    pdf.docinfo["/Author"] = AUTOR
    return em_bytes(pdf, compress_streams=False)


def com_formulario_preenchido(valor: str) -> BytesIO:
    """Um campo de formulário: o que a pessoa escreveu só existe na anotação."""
    pdf = Pdf.new()
    folha = pagina(pdf)
    aparencia = pdf.make_stream(f"BT /F1 18 Tf 2 4 Td ({valor}) Tj ET".encode())
    aparencia["/Type"], aparencia["/Subtype"] = Name.XObject, Name.Form
    aparencia["/BBox"] = Array([0, 0, 300, 24])
    aparencia["/Resources"] = Dictionary(Font=Dictionary(F1=pdf.make_indirect(letra())))
    campo = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        T=String("nome"),
        V=String(valor),
        DA=String("/F1 18 Tf 0 g"),
        Rect=Array([72, 600, 372, 624]),
        F=4,
        AP=Dictionary(N=aparencia),
    )
    indireto = pdf.make_indirect(campo)
    folha.obj.Annots = Array([indireto])
    pdf.Root.AcroForm = Dictionary(
        Fields=Array([indireto]), DR=Dictionary(Font=Dictionary(F1=pdf.make_indirect(letra())))
    )
    return em_bytes(pdf)


def com_senha() -> BytesIO:
    pdf = Pdf.new()
    pagina(pdf)
    return em_bytes(pdf, encryption=pikepdf.Encryption(owner="dono", user="abre"))


def comprimido(comeco: bytes, bloco: bytes, vezes: int) -> bytes:
    """O zlib do começo e do bloco tantas vezes: o bloco se comprime uma vez, e o que dá se repete."""
    comprime = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    um, outro = (comprime.compress(parte) + comprime.flush(zlib.Z_FULL_FLUSH) for parte in (comeco, bloco))
    soma = zlib.adler32(comeco)
    for _ in range(vezes):
        soma = zlib.adler32(bloco, soma)
    return b"\x78\xda" + um + outro * vezes + comprime.flush() + soma.to_bytes(4)


def bomba(megabytes: int = 600) -> BytesIO:
    """Poucos KB que se abrem em centenas de MB, num fluxo de objetos que o leitor tem de descomprimir."""
    dentro = comprimido(b"1 0 <</Type/Catalog/Pages 2 0 R>>", b" " * 1024 * 1024, megabytes)
    corpo = b"%PDF-1.5\n"
    onde = len(corpo)
    corpo += (
        b"3 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(dentro)
        + dentro
        + b"\nendstream endobj\n"
    )
    paginas = len(corpo)
    corpo += b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    tabela = len(corpo)
    linhas = b"\x00\x00\x00\x00\x00\xff" + b"\x02" + (3).to_bytes(4) + b"\x00"
    linhas += b"\x01" + paginas.to_bytes(4) + b"\x00" + b"\x01" + onde.to_bytes(4) + b"\x00"
    linhas += b"\x01" + tabela.to_bytes(4) + b"\x00"
    corpo += (
        b"4 0 obj<</Type/XRef/Size 5/W[1 4 1]/Root 1 0 R/Length %d>>stream\n" % len(linhas)
        + linhas
        + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % tabela
    )
    return BytesIO(corpo)


def com_anotacoes(quantas: int, *, escondidas: bool = False) -> BytesIO:
    """Uma página coberta de anotações que se desenham; `escondidas`, em fluxos de objetos comprimidos."""
    pdf = Pdf.new()
    folha = pagina(pdf)
    aparencia = pdf.make_stream(b"0 0 10 10 re f")
    aparencia["/Type"], aparencia["/Subtype"] = Name.XObject, Name.Form
    aparencia["/BBox"] = Array([0, 0, 10, 10])
    quadrado: dict[str, Any] = {
        "Type": Name.Annot,
        "Subtype": Name.Square,
        "Rect": Array([0, 0, 9, 9]),
        "F": 4,
    }
    desenho = pdf.make_indirect(aparencia)
    folha.obj.Annots = Array(
        pdf.make_indirect(Dictionary(**quadrado, AP=Dictionary(N=desenho))) for _ in range(quantas)
    )
    modo = pikepdf.ObjectStreamMode.generate if escondidas else pikepdf.ObjectStreamMode.disable
    return em_bytes(pdf, object_stream_mode=modo)
