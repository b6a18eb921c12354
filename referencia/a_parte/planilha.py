"""Abre a planilha de um desconhecido num processo à parte: lê o arquivo, escreve as linhas em JSON.

`python -m referencia.a_parte.planilha SEGUNDOS` abre o CSV, e `referencia.a_parte.xlsx`, o XLSX; não sabem
do Django (ver `processo`). Toda célula sai como texto ou número: a fórmula é o texto dela, e nunca a conta;
a data, como se escreve aqui. Acabam com 0, ou com GRANDE ou ILEGIVEL.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from io import StringIO
from typing import Any

from referencia.a_parte import processo
from referencia.celula import como_se_escreveu

LINHAS, COLUNAS = 5_000, 100
"""Fora a dos nomes das colunas; num XLSX contam-se as em branco também, e as de todas as folhas."""
MAIOR = 20 * 1024 * 1024
"""Em bytes, depois de descomprimida; também, em letras, o texto de todas as células juntas."""
GRANDE, ILEGIVEL = 20, 21


class PassaDoLimite(Exception):
    """Linhas, colunas, partes ou bytes demais."""


class NaoEPlanilha(Exception):
    """O que uma planilha honesta não traz: outra compressão, ou um XML que define entidades."""


def ler(conteudo: bytes) -> Iterator[Iterable[Any]]:
    """As linhas que não estão em branco; ponto e vírgula ou vírgula, o que mais houver na primeira."""
    escrito = conteudo.decode("utf-8-sig")
    cabecalho = escrito.partition("\n")[0]
    separador = ";" if cabecalho.count(";") >= cabecalho.count(",") else ","
    return filter(None, csv.reader(StringIO(escrito, newline=""), delimiter=separador))


def dentro_do_limite(linhas: Iterable[Iterable[Any]]) -> Iterator[list[Any]]:
    """Cada linha com as células em texto e número e sem as vazias do fim; para na primeira que passa."""
    letras = 0
    for numero, linha in enumerate(linhas):
        celulas = [_celula(valor) for valor in linha]
        while celulas and celulas[-1] in {None, ""}:
            celulas.pop()
        letras += sum(len(celula) for celula in celulas if isinstance(celula, str))
        if numero > LINHAS or len(celulas) > COLUNAS or letras > MAIOR:
            raise PassaDoLimite
        yield celulas


def _celula(valor: Any) -> str | int | float | None:
    valor = getattr(valor, "text", valor)  # a fórmula que vale para várias células é um objeto
    if valor is None or isinstance(valor, int | float):
        return valor
    if isinstance(valor, datetime) and (valor.hour or valor.minute):
        return f"{valor:%d/%m/%Y %H:%M}"
    if isinstance(valor, date):
        return f"{valor:%d/%m/%Y}"
    return como_se_escreveu(str(valor).replace("\0", ""))  # o NUL o banco não guarda


def escrever(ler: Callable[[bytes], Iterable[Iterable[Any]]], segundos: str) -> int:
    """Lê a entrada e escreve as linhas na saída; devolve como o processo acaba."""
    processo.limitar(int(segundos))
    try:
        linhas = list(dentro_do_limite(ler(sys.stdin.buffer.read())))
        while linhas and not linhas[-1]:
            linhas.pop()
        json.dump(linhas, sys.stdout)
    except (PassaDoLimite, MemoryError):
        return GRANDE
    except Exception:  # noqa: BLE001  o pacote e as partes estragam-se de muitos jeitos, e são de um estranho
        return ILEGIVEL
    return 0


if __name__ == "__main__":
    sys.exit(escrever(ler, sys.argv[1]))
