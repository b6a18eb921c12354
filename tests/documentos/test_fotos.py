"""Fotos: o que se aceita sai limpo e pequeno; o que não serve é recusado com a razão."""

from __future__ import annotations

import functools
import hashlib
import struct
import zlib
from io import BytesIO
from typing import IO

import pillow_heif
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, PngImagePlugin

from documentos.fotos import MAIOR_ARQUIVO, FotoRecusada, tratar

AZUL, VERMELHO = (20, 40, 200), (200, 30, 30)
ORIENTACAO, GPS = 0x0112, 0x8825


def desenho(largura: int = 640, altura: int = 480, modo: str = "RGB") -> Image.Image:
    """Azul, com o canto de cima à esquerda vermelho."""
    imagem = Image.new("RGB", (largura, altura), AZUL)
    ImageDraw.Draw(imagem).rectangle((0, 0, largura // 4, altura // 4), fill=VERMELHO)
    return imagem.convert(modo)


def gravar(imagem: Image.Image, formato: str, **opcoes: object) -> bytes:
    saida = BytesIO()
    imagem.save(saida, formato, **opcoes)
    return saida.getvalue()


def abrir(conteudo: bytes) -> Image.Image:
    imagem = Image.open(BytesIO(conteudo))
    imagem.load()
    return imagem


def parece(imagem: Image.Image, onde: tuple[int, int], cor: tuple[int, ...]) -> bool:
    ponto = imagem.getpixel(onde)
    assert isinstance(ponto, tuple)
    return all(abs(a - b) < 24 for a, b in zip(ponto, cor, strict=True))


def exif_com_gps(orientacao: int = 1) -> bytes:
    exif = Image.Exif()
    exif[ORIENTACAO] = orientacao
    exif[0x010F] = "FabricanteSecreto"
    exif.get_ifd(GPS).update({1: "S", 2: (23.0, 33.0, 1.0), 3: "W", 4: (46.0, 38.0, 2.0)})
    return exif.tobytes()


def recusa(conteudo: bytes) -> str:
    with pytest.raises(FotoRecusada) as erro:
        tratar(BytesIO(conteudo))
    return str(erro.value)


@pytest.mark.parametrize("formato", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
def test_cada_formato_vira_jpeg_sem_gps_nem_aparelho(formato: str) -> None:
    original = gravar(desenho(), formato, exif=exif_com_gps())
    assert b"FabricanteSecreto" in original, "a foto de teste tem de ter o que se quer tirar"
    foto = tratar(BytesIO(original))
    for conteudo in (foto.conteudo, foto.miniatura):
        nova = abrir(conteudo)
        assert nova.format == "JPEG"
        assert not nova.getexif()
        assert set(nova.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert b"FabricanteSecreto" not in conteudo
        assert b"Exif" not in conteudo
    nova = abrir(foto.conteudo)
    assert nova.size == (foto.largura, foto.altura) == (640, 480)
    assert parece(nova, (20, 20), VERMELHO)
    assert parece(nova, (600, 400), AZUL)
    assert foto.sha256 == hashlib.sha256(foto.conteudo).hexdigest()


def test_comentario_perfil_e_xmp_tambem_somem() -> None:
    original = gravar(
        desenho(), "JPEG", comment=b"nome da pessoa", icc_profile=b"perfil" * 9, xmp=b"<xmp>rua</xmp>"
    )
    foto = tratar(BytesIO(original))
    for segredo in (b"nome da pessoa", b"perfil", b"<xmp>"):
        assert segredo in original
        assert segredo not in foto.conteudo


def test_texto_escondido_num_png_some() -> None:
    texto = PngImagePlugin.PngInfo()
    texto.add_text("Author", "nome da pessoa")
    original = gravar(desenho(), "PNG", pnginfo=texto)
    assert b"nome da pessoa" in original
    assert b"nome da pessoa" not in tratar(BytesIO(original)).conteudo


def test_o_que_vem_depois_da_imagem_nao_passa() -> None:
    """Um arquivo que é foto e zip (ou página) ao mesmo tempo vira só foto."""
    original = gravar(desenho(), "JPEG") + b"PK\x03\x04<script>alert(1)</script>"
    foto = tratar(BytesIO(original))
    assert b"<script>" not in foto.conteudo
    assert foto.sha256 == tratar(BytesIO(gravar(desenho(), "JPEG"))).sha256


CANTOS = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}
DEITADAS = [
    *(("JPEG", orientacao, canto) for orientacao, canto in CANTOS.items()),
    *((formato, 6, CANTOS[6]) for formato in ("PNG", "WEBP", "HEIF", "AVIF")),
]


@pytest.mark.parametrize(("formato", "orientacao", "canto"), DEITADAS)
def test_a_foto_deitada_fica_em_pe(formato: str, orientacao: int, canto: tuple[int, int]) -> None:
    foto = tratar(BytesIO(gravar(desenho(), formato, exif=exif_com_gps(orientacao))))
    nova = abrir(foto.conteudo)
    assert nova.size == ((640, 480) if orientacao <= 4 else (480, 640))
    assert parece(nova, (canto[0] * (nova.width - 20) + 10, canto[1] * (nova.height - 20) + 10), VERMELHO)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_exif_estragado_nao_condena_a_foto() -> None:
    estragado = b"Exif\0\0MM\0*\0\0\0\x08\0\x09" + b"\xff" * 30
    assert tratar(BytesIO(gravar(desenho(), "JPEG", exif=estragado))).largura == 640


@pytest.mark.parametrize(
    ("tamanho", "esperado", "miniatura"),
    [
        ((4000, 3000), (2048, 1536), (320, 240)),
        ((1500, 6000), (512, 2048), (80, 320)),
        ((2048, 100), (2048, 100), (320, 16)),
        ((9000, 2), (2048, 1), (320, 1)),
        ((5, 5), (5, 5), (5, 5)),
    ],
)
def test_reduz_sem_nunca_ampliar(
    tamanho: tuple[int, int], esperado: tuple[int, int], miniatura: tuple[int, int]
) -> None:
    foto = tratar(BytesIO(gravar(desenho(*tamanho), "JPEG")))
    assert (foto.largura, foto.altura) == abrir(foto.conteudo).size == esperado
    assert abrir(foto.miniatura).size == miniatura
    assert len(foto.miniatura) < 30_000


@pytest.mark.parametrize(
    ("modo", "formato"),
    [
        ("L", "JPEG"),
        ("CMYK", "JPEG"),
        ("P", "PNG"),
        ("1", "PNG"),
        ("LA", "PNG"),
        ("RGBA", "WEBP"),
        ("L", "HEIF"),
    ],
)
def test_todo_modo_de_cor_vira_rgb(modo: str, formato: str) -> None:
    foto = tratar(BytesIO(gravar(desenho(modo=modo), formato)))
    assert abrir(foto.conteudo).mode == "RGB"


def test_transparencia_vira_branco() -> None:
    foto = tratar(BytesIO(gravar(Image.new("RGBA", (60, 60), (255, 0, 0, 0)), "PNG")))
    assert parece(abrir(foto.conteudo), (30, 30), (255, 255, 255))


def test_cinza_de_16_bits_nao_estoura() -> None:
    foto = tratar(BytesIO(gravar(Image.new("I;16", (60, 60), 30_000), "PNG")))
    assert parece(abrir(foto.conteudo), (30, 30), (117, 117, 117))


@pytest.mark.parametrize("formato", ["PNG", "WEBP"])
def test_animacao_fica_com_o_primeiro_quadro(formato: str) -> None:
    outro = Image.new("RGB", (640, 480), (0, 255, 0))
    animada = gravar(desenho(), formato, save_all=True, append_images=[outro, outro], duration=100)
    assert getattr(abrir(animada), "n_frames", 1) > 1
    assert parece(abrir(tratar(BytesIO(animada)).conteudo), (600, 400), AZUL)


def test_heic_de_varias_imagens_fica_com_a_principal() -> None:
    arquivo = pillow_heif.from_pillow(Image.new("RGB", (640, 480), (0, 255, 0)))
    arquivo.add_from_pillow(desenho())
    saida = BytesIO()
    arquivo.save(saida, primary_index=1)
    assert parece(abrir(tratar(saida).conteudo), (600, 400), AZUL)


def test_o_nome_e_o_tipo_declarados_nao_importam() -> None:
    enviado = SimpleUploadedFile("relatorio.pdf", gravar(desenho(), "PNG"), content_type="application/pdf")
    assert tratar(enviado).largura == 640
    assert not enviado.closed


@pytest.mark.parametrize(
    ("conteudo", "tipo"),
    [
        (b"<!doctype html><script>alert(1)</script>", "é uma página ou um desenho"),
        (b"\xef\xbb\xbf\n <svg xmlns='http://www.w3.org/2000/svg'/>", "é uma página ou um desenho"),
        (b"PK\x03\x04" + b"\0" * 40, "é um arquivo compactado"),
        (b"%PDF-1.7\n", "é um PDF"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", "é um vídeo"),
        (gravar(Image.new("P", (9, 9)), "GIF"), "é um GIF"),
        (gravar(Image.new("RGB", (9, 9)), "TIFF"), "é um TIFF"),
        (gravar(Image.new("RGB", (9, 9)), "BMP"), "é um BMP"),
        (b"MZ\x90\0 programa", "não é uma foto"),
        (b"a", "não é uma foto"),
    ],
)
def test_disfarce_e_recusado_dizendo_o_que_e(conteudo: bytes, tipo: str) -> None:
    mensagem = recusa(conteudo)
    assert tipo in mensagem
    assert "Envie uma foto em JPEG, PNG, WebP, HEIC ou AVIF." in mensagem


def test_vazia() -> None:
    assert "vazio" in recusa(b"")


def test_acima_de_15_megabytes_e_recusada_sem_ser_lida() -> None:
    class SemLeitura(BytesIO):
        def read(self, quantos: int | None = -1, /) -> bytes:
            raise AssertionError(quantos)

    arquivo: IO[bytes] = SemLeitura(gravar(desenho(), "JPEG") + b"\0" * MAIOR_ARQUIVO)
    with pytest.raises(FotoRecusada, match="A foto tem 16 MB; o limite é 15 MB"):
        tratar(arquivo)


@functools.cache
def chuvisco(formato: str) -> bytes:
    """Uma foto que não se comprime."""
    return gravar(Image.effect_noise((640, 480), 80).convert("RGB"), formato)


@pytest.mark.parametrize("formato", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
@pytest.mark.parametrize("fracao", [0.9, 0.1])
def test_incompleta(formato: str, fracao: float) -> None:
    inteiro = chuvisco(formato)
    assert "danificado ou incompleto" in recusa(inteiro[: int(len(inteiro) * fracao)])


@pytest.mark.parametrize(
    "conteudo",
    [
        b"\xff\xd8\xff<html><script>alert(1)</script></html>",
        b"\x89PNG\r\n\x1a\n<svg onload='alert(1)'/>",
        b"RIFF\x10\0\0\0WEBPPK\x03\x04 tudo mentira",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic nada depois",
        b"\0\0\0\x18ftypavif\0\0\0\0mif1avif nada depois",
    ],
)
def test_so_a_assinatura_de_foto_nao_basta(conteudo: bytes) -> None:
    assert "danificado ou incompleto" in recusa(conteudo)


def png_que_diz_ter(largura: int, altura: int) -> bytes:
    """Um PNG minúsculo cujo cabeçalho promete uma imagem imensa, toda de zeros."""

    def bloco(nome: bytes, dados: bytes) -> bytes:
        return struct.pack(">I", len(dados)) + nome + dados + struct.pack(">I", zlib.crc32(nome + dados))

    cabecalho = struct.pack(">IIBBBBB", largura, altura, 1, 0, 0, 0, 0)
    linhas = zlib.compress(b"\0" * (altura * (1 + -(-largura // 8))), 9)
    return b"\x89PNG\r\n\x1a\n" + bloco(b"IHDR", cabecalho) + bloco(b"IDAT", linhas) + bloco(b"IEND", b"")


@pytest.mark.parametrize("lado", [20_000, 11_000, 7_100])
def test_bomba_de_pontos_e_recusada_pelo_cabecalho(lado: int) -> None:
    bomba = png_que_diz_ter(lado, lado)
    assert len(bomba) < 60_000
    assert "o limite é 50 megapixels" in recusa(bomba)


def test_quase_no_limite_de_pontos_passa() -> None:
    assert tratar(BytesIO(png_que_diz_ter(7_000, 7_000))).largura == 2048


def test_bomba_de_texto_comprimido_num_png() -> None:
    texto = PngImagePlugin.PngInfo()
    texto.add_text("Comment", "a" * 80_000_000, zip=True)
    assert "danificado ou incompleto" in recusa(gravar(desenho(), "PNG", pnginfo=texto))


def test_bomba_de_varreduras_num_jpeg() -> None:
    """Repetir a última varredura de um JPEG progressivo custa poucos bytes e muito tempo de quem abre."""
    original = gravar(Image.new("RGB", (3000, 3000), AZUL), "JPEG", progressive=True)
    varredura = original[original.rindex(b"\xff\xda") : -2]
    assert tratar(BytesIO(original)).largura == 2048
    assert "danificado" in recusa(original[:-2] + varredura * 5000 + original[-2:])
