"""Que contas se publicam: as pequenas não, nem as que as deixariam achar por subtração."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from documentos.relatorios.quadros import MENOR_QUE_SE_ABRE

type Partes = Sequence[int]
"""Uma conta e as suas partes: só o total, ou quantos sim e quantos não."""


def pequena(partes: Partes) -> bool:
    """Alguma parte é de poucas pessoas: dizer quantas podia dizer quem. Zero não é de ninguém."""
    return any(0 < parte < MENOR_QUE_SE_ABRE for parte in partes)


def que_se_abrem[C: Hashable](contas: Mapping[C, Partes], escondidas: Partes = ()) -> set[C]:
    """As irmãs que se podem publicar ao lado da soma delas.

    `escondidas` são as partes do que está na soma e não tem linha. A soma diria, por subtração, o que ficou
    de fora: enquanto alguma parte disso for pequena, fecha-se também a menor das abertas que lhe acrescente.
    """
    abertas = {chave for chave, partes in contas.items() if not pequena(partes)}
    while abertas:
        fora = [partes for chave, partes in contas.items() if chave not in abertas]
        soma = _somadas([*fora, escondidas] if escondidas else fora)
        quais = [i for i, parte in enumerate(soma) if pequena([parte])]
        acrescentam = [chave for chave in abertas if any(contas[chave][i] for i in quais)]
        if not acrescentam:
            break
        abertas.remove(min(acrescentam, key=lambda chave: (sum(contas[chave]), str(chave))))
    return abertas


def _somadas(todas: Sequence[Partes]) -> list[int]:
    return [sum(partes) for partes in zip(*todas, strict=True)]
