"""Refaz um PDF: lê o original na entrada e escreve o novo na saída. Roda num processo à parte.

`python -m documentos.refazer.pdf SEGUNDOS [imagens]` não sabe do Django (ver `a_parte`). O que passa para o
PDF novo são só as páginas: o que se desenha nelas, com que letras e imagens. Ficam de fora metadados,
programas, arquivos embutidos, formulários, anotações (o que delas se vê vira desenho da página), camadas,
miniaturas e a estrutura. Das imagens JPEG tira-se o EXIF.

Termina com 0, ou com o código de uma `Recusa`.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream
from PIL.Image import Image

from documentos.pdf import MAIS_ANOTACOES, MAIS_OBJETOS, MAIS_PAGINAS, Recusa
from referencia.a_parte import processo

MAIOR_FLUXO = 200 * 1024 * 1024
MAIOR_SAIDA = 30 * 1024 * 1024
MAIOR_IMAGEM = 100_000_000
MAIOR_LADO = 2200
RESOLUCAO = 200
POLEGADA = 72
DA_PAGINA = frozenset(
    {"/Type", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group", "/Parent"}
)
PROIBIDAS = (
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/AF",
    "/AA",
    "/A",
    "/JS",
    "/JavaScript",
    "/OPI",
    "/EF",
    "/EmbeddedFiles",
    "/RichMedia",
    "/Private",
    "/StructParent",
    "/StructParents",
    "/Alternates",
    "/OC",
    "/Measure",
    "/Ref",
)
"""O que nenhum objeto leva consigo."""
SEM_VALOR = frozenset({0x01, *range(0xD0, 0xD9)})
"""Marcas de JPEG sem comprimento."""
FICAM = frozenset({0xE0, 0xE2, 0xEE})
"""APP0 (JFIF), APP2 (perfil de cor) e APP14 (Adobe: sem ela as cores se invertem)."""


class Recusado(Exception):
    def __init__(self, porque: Recusa) -> None:
        super().__init__(porque.name)
        self.porque = porque


def limitar(segundos: int = processo.SEGUNDOS) -> None:
    """Memória e tempo deste processo, e do que o qpdf descomprime."""
    processo.limitar(segundos)
    pikepdf.settings.set_qpdf_limits(flate_max_memory=MAIOR_FLUXO, run_length_max_memory=MAIOR_FLUXO)


def refazer(conteudo: bytes) -> bytes:
    """O PDF novo; o mesmo original dá sempre os mesmos bytes."""
    with Pdf.open(io.BytesIO(conteudo)) as original, Pdf.new() as novo:
        _conferir(original)
        _achatar(original)
        novo.pages.extend(original.pages)
        for pagina in novo.pages:
            for nome in set(pagina.obj.keys()) - DA_PAGINA:
                del pagina.obj[nome]
        if len(novo.objects) > MAIS_OBJETOS:
            raise Recusado(Recusa.GRANDE)
        for objeto in novo.objects:
            _limpar(objeto)
        saida = io.BytesIO()
        novo.save(saida, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    if saida.tell() > MAIOR_SAIDA:
        raise Recusado(Recusa.GRANDE)
    return saida.getvalue()


def _conferir(original: Pdf) -> None:
    """O que se conta antes de fazer: cada anotação se desenha na página, e são elas que custam."""
    quantas = len(original.pages)
    if not quantas:
        raise Recusado(Recusa.VAZIO)
    if quantas > MAIS_PAGINAS:
        raise Recusado(Recusa.PAGINAS)
    listas = (pagina.obj.get(Name.Annots) for pagina in original.pages)
    if sum(len(lista) for lista in listas if isinstance(lista, Array)) > MAIS_ANOTACOES:
        raise Recusado(Recusa.GRANDE)


def _achatar(original: Pdf) -> None:
    """O que se vê das anotações e do formulário preenchido passa a ser desenho; o escondido se perde."""
    formulario = original.Root.get(Name.AcroForm)
    if isinstance(formulario, Dictionary):
        original.generate_appearance_streams()
    original.flatten_annotations("screen")


def _limpar(objeto: Object) -> None:
    """Um objeto do PDF novo, com os dicionários que leva dentro."""
    if isinstance(objeto, Stream):
        _limpar_dicionario(objeto.stream_dict)
        if objeto.get(Name.Subtype) == Name.Image:
            _limpar_imagem(objeto)
    elif isinstance(objeto, Dictionary | Array):
        _limpar_dicionario(objeto)


def _limpar_dicionario(raiz: Dictionary | Array) -> None:
    """Sem recursão: um PDF pode ter milhares de níveis. Os objetos indiretos são limpos cada um por si."""
    pilha: list[Object] = [raiz]
    while pilha:
        atual = pilha.pop()
        if isinstance(atual, Dictionary):
            for nome in PROIBIDAS:
                if nome in atual:
                    del atual[nome]
            dentro = [valor for _, valor in atual.items()]
        else:
            dentro = list(atual)
        pilha += [v for v in dentro if isinstance(v, Dictionary | Array) and not v.is_indirect]


def _limpar_imagem(imagem: Stream) -> None:
    if int(imagem.get(Name.Width, 0)) * int(imagem.get(Name.Height, 0)) > MAIOR_IMAGEM:
        raise Recusado(Recusa.GRANDE)
    filtro = imagem.get(Name.Filter)
    if filtro == Name.DCTDecode or (isinstance(filtro, Array) and list(filtro) == [Name.DCTDecode]):
        parametros: Any = imagem.get(Name.DecodeParms)
        imagem.write(sem_exif(imagem.read_raw_bytes()), filter=Name.DCTDecode, decode_parms=parametros)


def sem_exif(jpeg: bytes) -> bytes:
    """O JPEG sem EXIF, XMP, IPTC nem comentários: copia os segmentos até a imagem e corta os outros."""
    if jpeg[:2] != b"\xff\xd8":
        return jpeg
    partes, i = [b"\xff\xd8"], 2
    while i + 4 <= len(jpeg) and jpeg[i] == 0xFF:  # noqa: PLR2004  toda marca começa assim
        marca = jpeg[i + 1]
        if marca == 0xFF:  # noqa: PLR2004  enchimento
            i += 1
            continue
        fim = i + 2 if marca in SEM_VALOR else i + 2 + int.from_bytes(jpeg[i + 2 : i + 4])
        if not (0xE0 <= marca <= 0xEF or marca == 0xFE) or marca in FICAM:  # noqa: PLR2004  APPn e comentário
            partes.append(jpeg[i:fim])
        i = fim
        if marca == 0xDA:  # noqa: PLR2004  começa a imagem
            break
    return b"".join([*partes, _ate_o_fim(jpeg[i:])])


def _ate_o_fim(imagem: bytes) -> bytes:
    """A imagem até a sua última marca de fim: o que vem depois é carona."""
    fim = imagem.rfind(b"\xff\xd9")
    return imagem[: fim + 2] if fim >= 0 else imagem


def em_imagens(conteudo: bytes) -> bytes:
    """O PDF em que cada página é a sua imagem, do tamanho da original: só fica o que se vê."""
    documento = pypdfium2.PdfDocument(conteudo)
    try:
        paginas = _desenhadas(documento)
        primeira = next(paginas)
        saida = io.BytesIO()
        primeira.save(saida, "PDF", save_all=True, append_images=paginas, resolution=RESOLUCAO)
    finally:
        documento.close()
    return refazer(saida.getvalue())


def _desenhadas(documento: pypdfium2.PdfDocument) -> Iterator[Image]:
    for pagina in documento:
        maior = max(pagina.get_size()) or 1
        yield pagina.render(scale=min(RESOLUCAO / POLEGADA, MAIOR_LADO / maior)).to_pil().convert("RGB")


def main(segundos: str, *modo: str) -> int:
    limitar(int(segundos))
    try:
        pronto = refazer(sys.stdin.buffer.read())
        sys.stdout.buffer.write(em_imagens(pronto) if "imagens" in modo else pronto)
    except pikepdf.PasswordError:
        return Recusa.SENHA
    except Recusado as recusa:
        return recusa.porque
    except MemoryError:
        return Recusa.GRANDE
    except (
        pikepdf.PdfError,
        RuntimeError,
        OSError,
        ValueError,
        TypeError,
        KeyError,
        OverflowError,
        RecursionError,
    ):
        return Recusa.DANIFICADO
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
