"""Refaz uma foto num processo à parte: lê a original na entrada e escreve a nova e a miniatura na saída.

`python -m documentos.refazer.foto SEGUNDOS` termina com 0, ou com RECUSADA e a frase da recusa na saída.
"""

from __future__ import annotations

import struct
import sys
from io import BytesIO

from documentos import fotos
from referencia.a_parte import processo

RECUSADA = 20
MEDIDAS = struct.Struct("!III")
"""A largura, a altura e quantos bytes tem a foto; o resto é a miniatura."""


def main(segundos: str) -> int:
    processo.limitar(int(segundos))
    try:
        pronta = fotos.tratar(BytesIO(sys.stdin.buffer.read()))
    except fotos.FotoRecusada as recusa:
        sys.stdout.buffer.write(str(recusa).encode())
        return RECUSADA
    sys.stdout.buffer.write(MEDIDAS.pack(pronta.largura, pronta.altura, len(pronta.conteudo)))
    sys.stdout.buffer.write(pronta.conteudo + pronta.miniatura)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
