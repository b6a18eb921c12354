"""PDF que as pessoas enviam: conferir pelo conteúdo e refazer só com as páginas, sem nada escondido.

O arquivo enviado nunca é guardado. Quem o lê é um processo à parte (`refazer_pdf.py`), com memória e tempo
contados.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from enum import IntEnum
from io import SEEK_END
from pathlib import Path
from typing import IO

from protocolo.erros import ArquivoRecusado

MAIOR_DOCUMENTO = 15 * 1024 * 1024
TEMPO = 40
"""Em segundos de relógio: a máquina pode estar cheia; a CPU tem o seu próprio limite."""
INICIO = 1024
"""O cabeçalho pode vir depois de lixo, mas não muito (ISO 32000-1, anexo H.3)."""
MAIS_PAGINAS = 100
RAIZ = Path(__file__).resolve().parents[1]


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


def tratar(arquivo: IO[bytes], *, em_imagens: bool = False) -> Documento:
    """Confere e refaz um PDF; levanta `DocumentoRecusado`. Não fecha o arquivo.

    `em_imagens` troca cada página pela sua imagem: o que não se vê deixa de existir, também o texto que fica
    por baixo de uma tarja desenhada por cima.
    """
    arquivo.seek(0, SEEK_END)
    if arquivo.tell() > MAIOR_DOCUMENTO:
        megabytes = MAIOR_DOCUMENTO // (1024 * 1024)
        raise DocumentoRecusado(f"O PDF é maior que {megabytes} MB, que é o limite. Envie menos páginas.")
    if not parece_pdf(arquivo):
        raise DocumentoRecusado("O arquivo não é um PDF, seja qual for a extensão do nome.")
    conteudo = _refazer(arquivo.read(), ["imagens"] if em_imagens else [])
    return Documento(conteudo=conteudo, sha256=hashlib.sha256(conteudo).hexdigest())


def _refazer(original: bytes, modo: list[str]) -> bytes:
    comando = [sys.executable, "-m", "documentos.refazer_pdf", *modo]
    try:
        feito = subprocess.run(
            comando, input=original, capture_output=True, timeout=TEMPO, check=False, cwd=RAIZ
        )
    except subprocess.TimeoutExpired as demora:
        raise DocumentoRecusado(FRASES[Recusa.GRANDE]) from demora
    if feito.returncode == 0 and feito.stdout.startswith(b"%PDF-"):
        return feito.stdout
    porque = {recusa.value: frase for recusa, frase in FRASES.items()}
    raise DocumentoRecusado(porque.get(feito.returncode, DANIFICADO))
