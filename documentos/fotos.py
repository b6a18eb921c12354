"""Fotos que as pessoas enviam: conferir pelo conteúdo, reduzir e gravar de novo, sem nenhum metadado.

O arquivo enviado nunca é guardado. O que sai é um JPEG novo, feito só dos pixels: nele não há local (GPS),
aparelho, comentário nem nada escondido depois da imagem. Tipo e tamanho são lidos do cabeçalho, antes de
decodificar; o nome e a extensão não são lidos.
"""

from __future__ import annotations

import hashlib
import math
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import SEEK_END, BytesIO
from typing import IO, Any

import pillow_heif
from PIL import ExifTags, Image
from PIL.ImageFile import ImageFile

from protocolo.erros import ArquivoRecusado

MAIOR_ARQUIVO = 15 * 1024 * 1024
MAIOR_IMAGEM = 50_000_000
MAIS_VARREDURAS = 100
MUITOS_PIXELS = 25_000_000
"""Daqui para cima, o que não é JPEG não se refaz enquanto a pessoa espera: custa mais de 0,6 s de CPU."""
MUITO_VARRIDA = 500_000_000
"""O JPEG que não se refaz na hora: pixels vezes varreduras. Cinquenta megapixels em dez custam 0,5 s."""
MAIOR_LADO = 2048
LADO_DA_MINIATURA = 320
QUALIDADE = 82
FORMATOS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
COM_LUGAR = ("JPEG", "HEIF")
"""Os formatos das câmeras, em que o EXIF se lê sem decodificar a imagem."""
BRANCO = (255, 255, 255)
ORIENTACAO = 0x0112
GIROS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
MARCAS_HEIF = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
OUTROS_TIPOS = (
    (b"%PDF", "um PDF"),
    (b"PK", "um arquivo compactado ou de escritório"),
    (b"GIF8", "um GIF"),
    (b"BM", "um BMP"),
    (b"II*\0", "um TIFF"),
    (b"MM\0*", "um TIFF"),
    (b"<", "uma página ou um desenho, e não uma foto"),
)
FALHAS_DE_LEITURA = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    RuntimeError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
)
_ACEITAS = "Envie uma foto em JPEG, PNG, WebP, HEIC ou AVIF."
_CORROMPIDA = "Não foi possível ler a foto: o arquivo está danificado ou incompleto. Envie de novo."
_IMENSA = f"A foto tem pontos demais: o limite é {MAIOR_IMAGEM // 1_000_000} megapixels. Envie uma menor."

pillow_heif.register_heif_opener()


class FotoRecusada(ArquivoRecusado):
    """A foto não serve."""


@dataclass(frozen=True, slots=True)
class Foto:
    """A foto nova e a miniatura, em JPEG; `sha256` é o do conteúdo novo, em hexadecimal."""

    conteudo: bytes
    miniatura: bytes
    largura: int
    altura: int
    sha256: str


def conferir(arquivo: IO[bytes]) -> bool:
    """Confere o cabeçalho; verdadeiro se a foto é das que se refazem em pouco tempo.

    Levanta `FotoRecusada`.
    """
    _conferir_arquivo(arquivo)
    with _recusas():
        imagem = _abrir(arquivo)
        pixels = imagem.width * imagem.height
        if imagem.format == "JPEG":
            return pixels * _varreduras(arquivo) <= MUITO_VARRIDA
        return pixels <= MUITOS_PIXELS


def tratar(arquivo: IO[bytes]) -> Foto:
    """Confere e refaz uma foto; levanta `FotoRecusada`. Não fecha o arquivo."""
    _conferir_arquivo(arquivo)
    with _recusas():
        pronta = _refazer(_abrir(arquivo))
    miniatura = pronta.copy()
    miniatura.thumbnail((LADO_DA_MINIATURA, LADO_DA_MINIATURA))
    conteudo = _em_jpeg(pronta)
    return Foto(
        conteudo=conteudo,
        miniatura=_em_jpeg(miniatura),
        largura=pronta.width,
        altura=pronta.height,
        sha256=hashlib.sha256(conteudo).hexdigest(),
    )


def ponto_da_foto(arquivo: IO[bytes]) -> tuple[float, float] | None:
    """A latitude e a longitude que o aparelho escreveu na foto (EXIF), em graus; None se não há ou não se lê.

    Só o cabeçalho é lido, antes de a foto se refazer sem ele. O EXIF estragado vale por nenhum.
    """
    try:
        _conferir_arquivo(arquivo)
        with _recusas():
            imagem = Image.open(arquivo, formats=COM_LUGAR)
            gps = imagem.getexif().get_ifd(ExifTags.IFD.GPSInfo)
            lat = _em_graus(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef])
            lon = _em_graus(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef])
    except FotoRecusada:
        return None
    finally:
        arquivo.seek(0)
    certo = math.isfinite(lat) and math.isfinite(lon) and (lat, lon) != (0.0, 0.0)
    return (round(lat, 6), round(lon, 6)) if certo else None


def _em_graus(partes: Sequence[Any], lado: Any) -> float:
    """Graus, minutos e segundos; ao sul e a oeste, negativos."""
    graus, minutos, segundos = (float(parte) for parte in partes)
    letra = lado.decode() if isinstance(lado, bytes) else str(lado)
    return (graus + minutos / 60 + segundos / 3600) * (-1 if letra.strip("\0 ").upper() in {"S", "W"} else 1)


@contextmanager
def _recusas() -> Iterator[None]:
    """O que quebra ao ler uma foto é recusa da foto."""
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise FotoRecusada(_IMENSA) from None
    except FotoRecusada:
        raise
    except FALHAS_DE_LEITURA as erro:
        raise FotoRecusada(_CORROMPIDA) from erro


def _conferir_arquivo(arquivo: IO[bytes]) -> None:
    """Tamanho e tipo, sem decodificar nada."""
    arquivo.seek(0, SEEK_END)
    tamanho = arquivo.tell()
    arquivo.seek(0)
    if not tamanho:
        raise FotoRecusada("O arquivo está vazio. Escolha a foto de novo.")
    if tamanho > MAIOR_ARQUIVO:
        raise FotoRecusada(
            f"A foto tem {_megabytes(tamanho)} MB; o limite é {_megabytes(MAIOR_ARQUIVO)} MB. Envie outra."
        )
    cabecalho = arquivo.read(64)
    if not _parece_foto(cabecalho):
        raise FotoRecusada(f"O arquivo {_que_tipo(cabecalho)}. {_ACEITAS}")


def _parece_foto(cabecalho: bytes) -> bool:
    return (
        cabecalho.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or (cabecalho[:4] == b"RIFF" and cabecalho[8:12] == b"WEBP")
        or (cabecalho[4:8] == b"ftyp" and cabecalho[8:12] in MARCAS_HEIF)
    )


def _que_tipo(cabecalho: bytes) -> str:
    """O que o arquivo parece ser, para a mensagem."""
    if cabecalho[4:8] == b"ftyp":
        return "é um vídeo"
    texto = cabecalho.removeprefix(b"\xef\xbb\xbf").lstrip()
    for assinatura, nome in OUTROS_TIPOS:
        if texto.startswith(assinatura):
            return f"é {nome}"
    return "não é uma foto, seja qual for a extensão do nome"


def _abrir(arquivo: IO[bytes]) -> ImageFile:
    """Lê só o cabeçalho e recusa a imagem que, decodificada, não caberia na memória ou no tempo."""
    arquivo.seek(0)
    imagem = Image.open(arquivo, formats=FORMATOS)
    if imagem.width * imagem.height > MAIOR_IMAGEM:
        raise FotoRecusada(_IMENSA)
    if imagem.format == "JPEG" and _varreduras(arquivo) > MAIS_VARREDURAS:
        raise FotoRecusada(_CORROMPIDA)
    return imagem


def _varreduras(arquivo: IO[bytes]) -> int:
    """Cada varredura de um JPEG progressivo repassa a imagem toda; milhares cabem em poucos bytes."""
    onde = arquivo.tell()
    arquivo.seek(0)
    quantas = arquivo.read().count(b"\xff\xda")
    arquivo.seek(onde)
    return quantas


def _refazer(imagem: ImageFile) -> Image.Image:
    """O primeiro quadro, reduzido, em pé, sobre branco, e sem nada além dos pixels."""
    imagem.draft("RGB", (MAIOR_LADO, MAIOR_LADO))  # só JPEG: decodifica já em 1/2, 1/4 ou 1/8
    imagem.load()
    giro = GIROS.get(_orientacao(imagem))
    reduzida = _em_modo_simples(imagem)
    reduzida.thumbnail((MAIOR_LADO, MAIOR_LADO))
    if giro is not None:
        reduzida = reduzida.transpose(giro)
    limpa = Image.new("RGB", reduzida.size, BRANCO)
    limpa.paste(reduzida, mask=reduzida.getchannel("A") if reduzida.mode == "RGBA" else None)
    return limpa


def _orientacao(imagem: ImageFile) -> int:
    """A orientação do EXIF; um EXIF estragado não condena a foto."""
    try:
        return int(imagem.getexif().get(ORIENTACAO, 1))
    except FALHAS_DE_LEITURA:
        return 1


def _em_modo_simples(imagem: Image.Image) -> Image.Image:
    """RGBA se há transparência, RGB se não; o cinza de 16 bits (mode I) é levado a 8, e não cortado."""
    if imagem.mode.startswith("I"):
        return imagem.point(lambda valor: valor * (1 / 256)).convert("L").convert("RGB")
    modo = "RGBA" if imagem.has_transparency_data else "RGB"
    return imagem if imagem.mode == modo else imagem.convert(modo)  # sem cópia à toa: são até 200 MB


def _em_jpeg(imagem: Image.Image) -> bytes:
    saida = BytesIO()
    imagem.save(saida, "JPEG", quality=QUALIDADE, optimize=True)
    return saida.getvalue()


def _megabytes(tamanho: int) -> int:
    """Arredonda para cima: 15 MB e um byte são 16."""
    return -(-tamanho // (1024 * 1024))
