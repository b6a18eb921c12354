"""PDF enviado: o que sai só tem páginas, e o que não é PDF direito é recusado em português."""

from __future__ import annotations

import zlib
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from documentos import pdf
from documentos.pdf import DocumentoRecusado, tratar
from documentos.refazer.pdf import sem_exif
from tests.documentos import pdfs


def aberto(conteudo: bytes) -> str:
    """Tudo o que há no PDF, com os fluxos descomprimidos, para procurar o que não devia estar."""
    with pikepdf.open(BytesIO(conteudo)) as pdf:
        saida = BytesIO()
        pdf.save(saida, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return saida.getvalue().decode("latin-1")


def texto_de(conteudo: bytes) -> str:
    documento = pypdfium2.PdfDocument(conteudo)
    try:
        return "\n".join(pagina.get_textpage().get_text_range() for pagina in documento)
    finally:
        documento.close()


def test_o_texto_das_paginas_continua() -> None:
    pronto = tratar(pdfs.simples(3)).conteudo
    assert texto_de(pronto).count("Texto da pagina") == 3


def test_nada_do_que_se_escondeu_passa() -> None:
    original = pdfs.cheio_de_segredos()
    assert pdfs.AUTOR.encode("latin-1") in original.getvalue() or pdfs.AUTOR.encode() in original.getvalue()
    tudo = aberto(tratar(original).conteudo)
    for segredo in (
        "Canário".encode().decode("latin-1"),
        "Canário",
        "JavaScript",
        "app.alert",
        "EmbeddedFile",
        "/Annots",
    ):
        assert segredo not in tudo
    for chave in (
        "/Metadata",
        "/PieceInfo",
        "/AA",
        "/OpenAction",
        "/Author",
        "/AcroForm",
        "/Names",
        "CARONA",
    ):
        assert chave not in tudo


def test_a_foto_de_dentro_continua_e_perde_o_exif() -> None:
    limpa = sem_exif(pdfs.jpeg_com_exif())
    assert pdfs.AUTOR.encode() not in limpa
    assert Image.open(BytesIO(limpa)).size == (40, 30)
    assert sem_exif(b"nao e jpeg") == b"nao e jpeg"
    assert sem_exif(b"\xff\xd8\xff") == b"\xff\xd8\xff"


def test_o_que_se_escreveu_no_formulario_vira_desenho() -> None:
    pronto = tratar(pdfs.com_formulario_preenchido("Rua Direita")).conteudo
    assert "Rua Direita" in texto_de(pronto)
    assert "/Widget" not in aberto(pronto)


def test_em_imagens_o_texto_debaixo_da_tarja_nao_existe_mais() -> None:
    tarjado = pdfs.simples(2, "Maria Canario", "0 g 60 690 300 40 re f")
    assert "Maria Canario" in texto_de(tratar(tarjado).conteudo)
    pronto = tratar(tarjado, em_imagens=True).conteudo
    assert texto_de(pronto).strip() == ""
    assert "Maria" not in aberto(pronto)
    with pikepdf.open(BytesIO(pronto)) as pdf:
        assert len(pdf.pages) == 2
        assert "/Info" not in pdf.trailer


def test_o_mesmo_pdf_da_os_mesmos_bytes() -> None:
    """É pelo conteúdo que se sabe que um arquivo já foi enviado."""
    assert tratar(pdfs.simples()).sha256 == tratar(pdfs.simples()).sha256


@pytest.mark.parametrize(
    ("arquivo", "frase"),
    [
        (BytesIO(b""), "não é um PDF"),
        (BytesIO(b"<html>%PDF</html>"), "não é um PDF"),
        (BytesIO(b"%PDF-1.7\nlixo"), "danificado"),
        (BytesIO(pdfs.simples().getvalue()[:200]), "danificado"),
        (pdfs.com_senha(), "senha"),
        (pdfs.simples(pdf.MAIS_PAGINAS + 1), "páginas demais"),
        (BytesIO(b"%PDF-" + b"0" * pdf.MAIOR_DOCUMENTO), "limite"),
    ],
)
def test_recusa_em_portugues(arquivo: BytesIO, frase: str) -> None:
    with pytest.raises(DocumentoRecusado, match=frase):
        tratar(arquivo)


def test_a_bomba_nao_leva_a_memoria() -> None:
    """Menos de um MB que se abriria em 600: recusa, e quem cai é o outro processo."""
    bomba = pdfs.bomba()
    assert len(bomba.getvalue()) < 2 * 1024 * 1024
    with pytest.raises(DocumentoRecusado):
        tratar(bomba)


def test_imagem_de_dentro_com_pontos_demais() -> None:
    pdf = pikepdf.Pdf.new()
    folha = pdfs.pagina(pdf)
    enorme = pdf.make_stream(zlib.compress(b"\0" * 1000))
    for chave, valor in {"/Subtype": pikepdf.Name.Image, "/Width": 90_000, "/Height": 90_000}.items():
        enorme[chave] = valor
    folha.obj.Resources.XObject = pikepdf.Dictionary(Im0=enorme)
    with pytest.raises(DocumentoRecusado, match="pesado"):
        tratar(pdfs.em_bytes(pdf))


def test_quem_demora_demais_e_recusado() -> None:
    with pytest.raises(pdf.Demorado, match="pesado"):
        tratar(pdfs.simples(), segundos=0)


def test_anotacoes_demais_se_recusam_sem_abrir_o_pdf() -> None:
    with pytest.raises(DocumentoRecusado, match="pesado"):
        pdf.conferir(pdfs.com_anotacoes(3_000))


def test_anotacoes_demais_e_escondidas_se_recusam_sem_as_desenhar() -> None:
    """Comprimidas não se veem de fora: diz-se que são muitas, e quem o abre conta antes de desenhar."""
    escondidas = pdfs.com_anotacoes(50_000, escondidas=True)
    assert len(escondidas.getvalue()) < 1024 * 1024
    assert not pdf.conferir(escondidas)
    with pytest.raises(DocumentoRecusado, match="pesado"):
        tratar(escondidas, segundos=5)


def test_pdf_comum_se_refaz_na_hora_e_o_de_mil_paginas_nem_se_abre() -> None:
    assert pdf.conferir(pdfs.simples(20))
    with pytest.raises(DocumentoRecusado, match="páginas demais"):
        pdf.conferir(pdfs.simples(120))


def test_poliglota_so_passa_como_o_pdf_que_e() -> None:
    """Um PDF com uma página HTML na frente sai refeito, sem ela."""
    sujo = BytesIO(b"<script>alert(1)</script>\n" + pdfs.simples().getvalue())
    assert b"<script>" not in tratar(sujo).conteudo
