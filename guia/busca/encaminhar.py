"""O que se escreve na busca e não é de um serviço: leva à porta certa (dados/encaminhamentos.yaml).

O Guia não conhece as outras casas: de cada porta só sabe o nome do endereço.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from guia.busca.expressoes import Condicao, condicao, em_palavras
from guia.conteudo.leitura import DADOS
from referencia.tabelas import ler_yaml

ARQUIVO = DADOS / "encaminhamentos.yaml"


@dataclass(frozen=True, slots=True)
class Porta:
    """Outra porta da Prefeitura: o nome, o nome do endereço dela e por que ir lá."""

    nome: str
    pagina: str
    porque: str


@dataclass(frozen=True, slots=True)
class Regra:
    """O que se escreve e as portas a que leva."""

    portas: tuple[Porta, ...]
    condicao: Condicao


def portas(texto: str) -> list[Porta]:
    """As portas que respondem ao que se escreveu, a mais certa primeiro, sem repetir."""
    palavras = em_palavras(texto)
    achadas = [porta for regra in regras() if regra.condicao.cabe(palavras) for porta in regra.portas]
    return list(dict.fromkeys(achadas))


@cache
def regras() -> tuple[Regra, ...]:
    """As regras do arquivo, na ordem. Levanta KeyError se uma fala de uma porta que não há."""
    dados = ler_yaml(ARQUIVO)
    ditas = {chave: Porta(**campos) for chave, campos in dados["portas"].items()}
    return tuple(
        Regra(
            portas=tuple(ditas[chave] for chave in regra["portas"]),
            condicao=condicao(
                tuple(regra["quando"]), tuple(regra.get("so_isto", [])), tuple(regra.get("a_nao_ser", []))
            ),
        )
        for regra in dados["regras"]
    )
