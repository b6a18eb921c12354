"""Lê os trechos com o que se plantou neles e mede quanto o sistema achou."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from documentos.pessoais import Marca, Tipo, marcar

PASTA = Path(__file__).parent
PLANTADO = re.compile(r"\[\[(\w+):(.+?)\]\](?!\])")


@dataclass(frozen=True)
class Trecho:
    """Um texto e as posições do que tem de ser marcado nele."""

    texto: str
    plantados: tuple[Marca, ...]


@dataclass
class Medida:
    """Quantos havia de cada tipo, quantos se acharam por inteiro, e o que faltou ou sobrou."""

    havia: Counter[str] = field(default_factory=Counter)
    achou: Counter[str] = field(default_factory=Counter)
    marcou: int = 0
    certas: int = 0
    faltas: list[str] = field(default_factory=list)
    sobras: list[str] = field(default_factory=list)

    def alcance(self, *tipos: str) -> float:
        """A parte do que havia que se achou, destes tipos ou de todos."""
        quais = tipos or tuple(self.havia)
        havia = sum(self.havia[tipo] for tipo in quais)
        return sum(self.achou[tipo] for tipo in quais) / havia if havia else 1.0

    @property
    def precisao(self) -> float:
        return self.certas / self.marcou if self.marcou else 1.0

    def __str__(self) -> str:
        linhas = [f"{tipo:10} {self.achou[tipo]:4} de {total}" for tipo, total in sorted(self.havia.items())]
        total = f"todos {self.alcance():.1%}; precisão das marcas {self.precisao:.1%}"
        return "\n".join([*linhas, total, *self.faltas, *self.sobras])


def ler(arquivo: str) -> list[Trecho]:
    linhas = (PASTA / arquivo).read_text(encoding="utf-8").splitlines()
    return [_trecho(linha.replace(r"\n", "\n")) for linha in linhas if linha and not linha.startswith("# ")]


def _trecho(linha: str) -> Trecho:
    texto, plantados, desde = "", [], 0
    for achado in PLANTADO.finditer(linha):
        texto += linha[desde : achado.start()]
        plantados.append(Marca(len(texto), len(texto) + len(achado[2]), Tipo(achado[1])))
        texto += achado[2]
        desde = achado.end()
    return Trecho(texto + linha[desde:], tuple(plantados))


def medir(trechos: list[Trecho]) -> Medida:
    """Acha-se o que está inteiro debaixo de marcas, de que tipo forem: é o que deixa de aparecer.

    Um título ("dona", "Dr.", "cabo") que fica de fora da marca não diz quem é.
    """
    medida = Medida()
    for trecho in trechos:
        marcas = marcar(trecho.texto)
        cobertas = {i for marca in marcas for i in range(marca.inicio, marca.fim)}
        pedidas = {i for plantado in trecho.plantados for i in range(plantado.inicio, plantado.fim)}
        for plantado in trecho.plantados:
            medida.havia[plantado.tipo] += 1
            if _coberto(trecho.texto, plantado, cobertas):
                medida.achou[plantado.tipo] += 1
            else:
                medida.faltas.append(f"faltou {plantado.tipo}: {trecho.texto}")
        for marca in marcas:
            medida.marcou += 1
            if pedidas & set(range(marca.inicio, marca.fim)):
                medida.certas += 1
            else:
                medida.sobras.append(
                    f"sobrou {marca.tipo}: {trecho.texto[marca.inicio : marca.fim]} | {trecho.texto}"
                )
    return medida


TITULO = re.compile(r"(?:dona|d|seu|sr|sra|dr|dra|profa?|tia|padre|cabo|eng)\b\.? ", re.IGNORECASE)


def _coberto(texto: str, plantado: Marca, cobertas: set[int]) -> bool:
    titulo = TITULO.match(texto, plantado.inicio)
    inicio = titulo.end() if titulo else plantado.inicio
    return all(i in cobertas or not texto[i].isalnum() for i in range(inicio, plantado.fim))
