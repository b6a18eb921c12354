"""O que mudou de uma versão do Guia para outra, campo a campo e palavra a palavra, para se ler."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from guia.models import VersaoDoServico
from guia.publicacao import por_extenso


@dataclass(frozen=True, slots=True)
class Trecho:
    """Um pedaço do texto: igual, saiu ou entrou."""

    texto: str
    sorte: str


@dataclass(frozen=True, slots=True)
class Mudanca:
    """Um campo que mudou, com o texto em trechos."""

    nome: str
    trechos: list[Trecho]


def comparar(antes: VersaoDoServico | None, depois: VersaoDoServico) -> list[Mudanca]:
    """Os campos que mudaram, na ordem do Guia; sem `antes`, tudo é novo."""
    return [
        Mudanca(por_extenso.rotulo(campo), list(trechos(velho, novo)))
        for campo in VersaoDoServico.CONTEUDO
        if (velho := por_extenso.texto(antes, campo) if antes else "")
        != (novo := por_extenso.texto(depois, campo))
    ]


def desde_que_voltou(versao: VersaoDoServico) -> list[Mudanca]:
    """O que se mudou desde a última devolução; nada, se o texto nunca voltou."""
    if versao.devolvida_em is None:
        return []
    historico: Any = versao.history
    devolvidas = historico.filter(devolvida_em=versao.devolvida_em).order_by("history_id")
    devolvida = devolvidas.first()
    return comparar(devolvida.instance, versao) if devolvida else []


def trechos(antes: str, depois: str) -> Iterator[Trecho]:
    """De um texto a outro: o que fica, o que sai e o que entra, palavra por palavra."""
    velhas, novas = _palavras(antes), _palavras(depois)
    for sorte, i1, i2, j1, j2 in SequenceMatcher(None, velhas, novas, autojunk=False).get_opcodes():
        if sorte == "equal":
            yield Trecho("".join(velhas[i1:i2]), "igual")
            continue
        if i2 > i1:
            yield Trecho("".join(velhas[i1:i2]), "saiu")
        if j2 > j1:
            yield Trecho("".join(novas[j1:j2]), "entrou")


def _palavras(texto: str) -> list[str]:
    return re.findall(r"\S+|\s+", texto)
