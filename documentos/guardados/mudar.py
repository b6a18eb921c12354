"""Copiar os arquivos de um armazenamento a outro: para-se e continua-se, e o de onde vêm fica inteiro."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import File

from documentos.guardados import conhecidos
from documentos.guardados.listar import listar
from documentos.quarentena import resumo_de


@dataclass(slots=True)
class Mudanca:
    """A conta do que se fez.

    `faltam` são os que o banco conhece e não estão em lado nenhum; `diferentes`, os que se releram com outro
    conteúdo.
    """

    copiados: int = 0
    ja_la: int = 0
    bytes: int = 0
    diferentes: list[str] = field(default_factory=list)
    faltam: list[str] = field(default_factory=list)

    @property
    def completa(self) -> bool:
        return not self.diferentes and not self.faltam


def mudar(de: Any, para: Any, mudanca: Mudanca) -> None:
    """Copia o que ainda não está em `para` com o mesmo tamanho, relendo cada cópia; só acrescenta à conta.

    Um arquivo guardado não muda: o nome é sorteado. Levanta ArmazenamentoFora se o S3 cai; chamada outra
    vez, continua de onde parou.
    """
    la = {um.nome: um.tamanho for um in listar(para)}
    for um in listar(de):
        if la.get(um.nome) == um.tamanho:
            mudanca.ja_la += 1
        elif _copiar(de, para, um.nome, mudanca):
            la[um.nome] = um.tamanho
    for nome in sorted(set(conhecidos.nomes()) - la.keys()):
        if not _copiar(de, para, nome, mudanca):  # chegou enquanto se copiava, ou não há
            mudanca.faltam.append(nome)


def _copiar(de: Any, para: Any, nome: str, mudanca: Mudanca) -> bool:
    """Por cima do que uma tentativa parada deixou, e relendo o que gravou; falso se não há o que copiar."""
    try:
        original = de.open(nome)
    except FileNotFoundError:
        return False
    with original:
        resumo = resumo_de(original)
        para.delete(nome)
        gravado = para.save(nome, File(original))
        mudanca.copiados, mudanca.bytes = mudanca.copiados + 1, mudanca.bytes + original.size
    with para.open(gravado) as copia:
        if gravado != nome or resumo_de(copia) != resumo:
            mudanca.diferentes.append(nome)
    return True
