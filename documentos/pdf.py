"""PDF que as pessoas enviam: conferir pelo conteúdo e refazer só com as páginas, sem nada escondido.

O arquivo enviado nunca é guardado. Quem o lê é um processo à parte (`refazer/pdf.py`), com memória e tempo
contados.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import IntEnum
from io import SEEK_END
from typing import IO

from protocolo.erros import ArquivoRecusado
from referencia.a_parte import processo

MAIOR_DOCUMENTO = 15 * 1024 * 1024
INICIO = 1024
"""O cabeçalho pode vir depois de lixo, mas não muito (ISO 32000-1, anexo H.3)."""
MAIS_PAGINAS = 100
MAIS_ANOTACOES = 2_000
MAIS_OBJETOS = 60_000
MUITOS_OBJETOS = 5_000
"""Daqui para cima um PDF não se refaz enquanto a pessoa espera: cada mil custam uns 40 ms."""
PAGINA = re.compile(rb"/Type\s*/Page\b(?!s)")
ANOTACAO = re.compile(rb"/Type\s*/Annot\b")
OBJETO = b" obj"
JUNTOS = re.compile(rb"/N\s+(\d{1,9})\b")
"""Quantos objetos um fluxo de objetos diz levar dentro, comprimidos."""


class Recusa(IntEnum):
    """Por que o arquivo não serve; é o código com que o outro processo acaba."""

    DANIFICADO = 10
    SENHA = 11
    PAGINAS = 12
    GRANDE = 13
    VAZIO = 14


FRASES = {
    Recusa.SENHA: "O PDF tem senha. Salve-o sem senha e envie de novo.",
    Recusa.PAGINAS: f"O PDF tem páginas demais: o limite é {MAIS_PAGINAS}. Envie só as que importam.",
    Recusa.GRANDE: "O PDF é pesado demais depois de aberto. Envie menos páginas, ou fotos delas.",
    Recusa.VAZIO: "O PDF não tem nenhuma página.",
}
DANIFICADO = "Não foi possível ler o PDF: está danificado ou incompleto. Salve-o de novo, ou envie fotos."


class DocumentoRecusado(ArquivoRecusado):
    """O PDF não serve. A mensagem diz por quê e pode ser mostrada a quem enviou."""


class Demorado(DocumentoRecusado):
    """Não se refez no tempo que tinha; com mais, talvez."""


@dataclass(frozen=True, slots=True)
class Documento:
    """O PDF novo; `sha256` é o do conteúdo novo, em hexadecimal."""

    conteudo: bytes
    sha256: str


def parece_pdf(arquivo: IO[bytes]) -> bool:
    """Pelo conteúdo; o nome e a extensão não são lidos."""
    arquivo.seek(0)
    comeco = arquivo.read(INICIO)
    arquivo.seek(0)
    return b"%PDF-" in comeco


def conferir(arquivo: IO[bytes]) -> bool:
    """Confere o que se vê sem abrir o PDF; verdadeiro se é dos que se refazem em pouco tempo.

    Levanta `DocumentoRecusado`. O que está comprimido não se vê aqui, mas o quanto há, diz-se: quem mente
    só adia a recusa, que é de quem o abre.
    """
    arquivo.seek(0, SEEK_END)
    if arquivo.tell() > MAIOR_DOCUMENTO:
        megabytes = MAIOR_DOCUMENTO // (1024 * 1024)
        raise DocumentoRecusado(f"O PDF é maior que {megabytes} MB, que é o limite. Envie menos páginas.")
    if not parece_pdf(arquivo):
        raise DocumentoRecusado("O arquivo não é um PDF, seja qual for a extensão do nome.")
    conteudo = arquivo.read()
    if _quantos(PAGINA, conteudo) > MAIS_PAGINAS:
        raise DocumentoRecusado(FRASES[Recusa.PAGINAS])
    objetos = conteudo.count(OBJETO) + sum(int(achado[1]) for achado in JUNTOS.finditer(conteudo))
    if objetos > MAIS_OBJETOS or _quantos(ANOTACAO, conteudo) > MAIS_ANOTACOES:
        raise DocumentoRecusado(FRASES[Recusa.GRANDE])
    return objetos <= MUITOS_OBJETOS


def _quantos(que: re.Pattern[bytes], conteudo: bytes) -> int:
    return sum(1 for _ in que.finditer(conteudo))


def tratar(arquivo: IO[bytes], *, em_imagens: bool = False, segundos: int = processo.SEGUNDOS) -> Documento:
    """Confere e refaz um PDF; levanta `DocumentoRecusado`, ou `Demorado` se passa dos segundos de CPU.

    Não fecha o arquivo. `em_imagens` troca cada página pela sua imagem: o que não se vê deixa de existir,
    também o texto que fica por baixo de uma tarja desenhada por cima.
    """
    conferir(arquivo)
    arquivo.seek(0)
    conteudo = _refazer(arquivo.read(), ["imagens"] if em_imagens else [], segundos)
    return Documento(conteudo=conteudo, sha256=hashlib.sha256(conteudo).hexdigest())


def _refazer(original: bytes, modo: list[str], segundos: int) -> bytes:
    try:
        codigo, saida = processo.rodar("documentos.refazer.pdf", *modo, entrada=original, segundos=segundos)
    except processo.Demorou as demora:
        raise Demorado(FRASES[Recusa.GRANDE]) from demora
    if codigo == 0 and saida.startswith(b"%PDF-"):
        return saida
    porque = {recusa.value: frase for recusa, frase in FRASES.items()}
    raise DocumentoRecusado(porque.get(codigo, DANIFICADO))
