"""Troca cada trecho por um rótulo numerado: a mesma pessoa é sempre "[pessoa 1]"."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from documentos.pessoais.lexico import chave, conjunto
from documentos.pessoais.marcas import Marca, Tipo
from documentos.pessoais.numeros import so_digitos

ROTULOS = {
    Tipo.NOME: "pessoa",
    Tipo.CPF: "CPF",
    Tipo.TELEFONE: "telefone",
    Tipo.EMAIL: "e-mail",
    Tipo.ENDERECO: "endereço",
    Tipo.DOCUMENTO: "documento",
    Tipo.PLACA: "placa",
    Tipo.REDE: "perfil",
    Tipo.OUTRO: "trecho",
}
DE_NUMEROS = frozenset({Tipo.CPF, Tipo.TELEFONE, Tipo.DOCUMENTO})
SEM_PESO = frozenset({"da", "de", "do", "das", "dos", "e", "d", "filho", "junior", "jr", "neto"})
SEM_DDD = 8


def trocar(texto: str, marcas: Sequence[Marca]) -> str:
    """O texto com cada marca trocada pelo rótulo.

    Levanta ValueError se alguma marca está fora do texto, é vazia ou cruza a anterior: trocar mal deixaria à
    vista o que se quis tirar.
    """
    fins = [0, *(marca.fim for marca in marcas)]
    for anterior, marca in zip(fins, marcas, strict=False):
        if not anterior <= marca.inicio < marca.fim <= len(texto):
            raise ValueError("Há uma marca fora do texto ou por cima de outra.")
    partes, desde = [], 0
    for marca, rotulo in zip(marcas, rotulos(texto, marcas), strict=True):
        partes += [texto[desde : marca.inicio], rotulo]
        desde = marca.fim
    return "".join([*partes, texto[desde:]])


def rotulos(texto: str, marcas: Sequence[Marca]) -> list[str]:
    """O rótulo de cada marca, numerado pela ordem em que a pessoa ou o dado aparece."""
    chaves = _chaves(texto, marcas)
    numero: dict[tuple[Tipo, str], int] = {}
    quantos: Counter[Tipo] = Counter()
    escritos = []
    for marca, qual in zip(marcas, chaves, strict=True):
        if (marca.tipo, qual) not in numero:
            quantos[marca.tipo] += 1
            numero[marca.tipo, qual] = quantos[marca.tipo]
        escritos.append(f"[{ROTULOS[marca.tipo]} {numero[marca.tipo, qual]}]")
    return escritos


def _chaves(texto: str, marcas: Sequence[Marca]) -> list[str]:
    trechos = [texto[marca.inicio : marca.fim] for marca in marcas]
    pessoas = _pessoas([t for t, marca in zip(trechos, marcas, strict=True) if marca.tipo == Tipo.NOME])
    return [
        pessoas[trecho] if marca.tipo == Tipo.NOME else _chave(trecho, marca.tipo)
        for trecho, marca in zip(trechos, marcas, strict=True)
    ]


def _chave(trecho: str, tipo: Tipo) -> str:
    """O dado sem o jeito de escrever; o telefone, com ou sem DDD, é o mesmo."""
    if tipo == Tipo.TELEFONE:
        return so_digitos(trecho)[-SEM_DDD:]
    if tipo in DE_NUMEROS:
        return so_digitos(trecho)
    return re.sub(r"[\W_]+", "" if tipo == Tipo.PLACA else " ", chave(trecho)).strip()


def _pessoas(nomes: Sequence[str]) -> dict[str, str]:
    """De cada nome, de que pessoa é: "Maria" é a "Maria da Silva", se só há uma Maria no texto."""
    palavras = {nome: _de_peso(nome) for nome in nomes}
    donos: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for partes in sorted(set(palavras.values()), key=len, reverse=True):
        if len(partes) > 1 and not any(partes <= set(maior) for maior in donos[min(partes)]):
            for parte in partes:
                donos[parte].append(tuple(sorted(partes)))
    pessoas = {}
    for nome, partes in palavras.items():
        candidatos = [maior for maior in donos[min(partes, default="")] if partes <= set(maior)]
        certo = candidatos[0] if len(candidatos) == 1 else tuple(sorted(partes))
        pessoas[nome] = " ".join(certo) or chave(nome)
    return pessoas


def _de_peso(nome: str) -> frozenset[str]:
    """As palavras do nome que dizem quem é."""
    vazias = SEM_PESO | conjunto("tratamentos.txt")
    return frozenset(palavra for palavra in re.findall(r"\w+", chave(nome)) if palavra not in vazias)
