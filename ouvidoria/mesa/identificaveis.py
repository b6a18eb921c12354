"""O que, num texto que o órgão vai ler, ainda diz quem se manifestou (Lei 13.460/2017, art. 10, § 7º)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from contas.models import Interessado
from documentos.pessoais import Tipo, marcar
from roteamento.localizacao.grafias import simplificar

NOMES = {
    Tipo.NOME: "nome",
    Tipo.CPF: "CPF",
    Tipo.TELEFONE: "telefone",
    Tipo.EMAIL: "e-mail",
    Tipo.DOCUMENTO: "documento",
    Tipo.PLACA: "placa de carro",
    Tipo.REDE: "rede social",
}
"""O que pode dizer quem é. O endereço fica fora: quase sempre é o do problema, e o órgão precisa dele."""
MENOR_TELEFONE = 8
MENOR_PARTE = 3
"""Letras de uma parte do nome que, sozinha, já diz alguma coisa."""


@dataclass(frozen=True, slots=True)
class Identificavel:
    """Um trecho do texto. `certo`: é mesmo da pessoa; senão, parece, e quem escreve confere."""

    tipo: str
    trecho: str
    certo: bool

    def __str__(self) -> str:
        return f"{self.tipo} ({self.trecho})"


def achados(texto: str, quem: Interessado | None) -> list[Identificavel]:
    """O que no texto é, ou parece ser, da pessoa: cada coisa uma vez, o certo primeiro."""
    todos = [*_da_pessoa(texto, quem), *_que_parecem(texto)] if quem else [*_que_parecem(texto)]
    unicos: dict[str, Identificavel] = {}
    for achado in todos:
        unicos.setdefault(re.sub(r"[\W_]", "", simplificar(achado.trecho)), achado)
    return list(unicos.values())


def _da_pessoa(texto: str, quem: Interessado) -> Iterator[Identificavel]:
    """O nome inteiro, o documento, o e-mail e o telefone dela; e, em dúvida, uma parte do nome."""
    palavras = f" {simplificar(texto)} "
    nome = simplificar(quem.nome)
    if nome and f" {nome} " in palavras:
        yield Identificavel("nome", quem.nome, certo=True)
    else:
        for parte in quem.nome.split():
            if len(parte) >= MENOR_PARTE and f" {simplificar(parte)} " in palavras:
                yield Identificavel("parte do nome", parte, certo=False)
    if quem.email and quem.email.lower() in texto.lower():
        yield Identificavel("e-mail", quem.email, certo=True)
    corrido = re.sub(r"[\s().\-/]", "", texto)
    if quem.documento and quem.documento.lower() in corrido.lower():
        yield Identificavel("documento", quem.documento, certo=True)
    telefone = re.sub(r"\D", "", quem.telefone)[-MENOR_TELEFONE:]
    if len(telefone) == MENOR_TELEFONE and telefone in corrido:
        yield Identificavel("telefone", telefone, certo=True)


def _que_parecem(texto: str) -> Iterator[Identificavel]:
    """O que o sistema marca como dado pessoal, mesmo que não seja dela; o lugar de que se fala, não."""
    for marca in marcar(texto):
        if nome := NOMES.get(marca.tipo):
            yield Identificavel(nome, texto[marca.inicio : marca.fim], certo=False)
