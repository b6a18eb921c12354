"""Os arquivos de uma cópia: os que o banco conhece, os que há, gravá-los uma vez e trazê-los de volta."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.apps import apps
from django.core.files import File
from django.core.files.storage import Storage
from django.db.models import FileField, Q
from pyrage.x25519 import Identity, Recipient

from protocolo.models import Quarentena
from protocolo.models.casos import ComArquivo
from sp156.copia import cifra
from sp156.copia.destinos import Destino
from sp156.copia.erros import CopiaFalhou
from sp156.copia.manifesto import GUARDADOS, Guardado

NA_MEMORIA = 8 * 1024 * 1024
"""Bytes: o arquivo maior passa pelo disco enquanto se cifra ou se confere."""
PEDACO = 1 << 20


def referidos() -> set[str]:
    """O que as linhas do banco dizem que está guardado; o que ainda se refaz só está na quarentena."""
    nomes: set[str] = set()
    for modelo in apps.get_models():
        linhas = modelo._default_manager.all()
        if issubclass(modelo, ComArquivo):
            linhas = linhas.filter(Q(quarentena=None) | Q(quarentena__situacao=Quarentena.Situacao.PRONTO))
        for campo in modelo._meta.concrete_fields:
            if isinstance(campo, FileField):
                nomes |= set(linhas.exclude(**{campo.name: ""}).values_list(campo.name, flat=True).iterator())
    return nomes - {"", None}


def que_ha(armazenamento: Storage, pasta: str = "") -> Iterator[str]:
    """Todos os arquivos da pasta e das de dentro, também por atalhos (links)."""
    try:
        pastas, nomes = armazenamento.listdir(pasta)
    except FileNotFoundError:
        return
    inicio = f"{pasta}/" if pasta else ""
    yield from (inicio + nome for nome in nomes)
    for dentro in pastas:
        yield from que_ha(armazenamento, inicio + dentro)


@dataclass
class ComResumo:
    """Um fluxo que conta e resume o que por ele passa."""

    fluxo: IO[bytes]
    tamanho: int = 0
    conta: Any = field(default_factory=hashlib.sha256)

    def read(self, quanto: int = -1, /) -> bytes:
        lido = self.fluxo.read(quanto)
        self.tamanho += len(lido)
        self.conta.update(lido)
        return lido

    @property
    def resumo(self) -> str:
        return str(self.conta.hexdigest())


def passar(de: IO[bytes], para: IO[bytes] | None = None) -> ComResumo:
    """Lê até o fim, escreve em `para`, se há, e diz quanto passou e o resumo."""
    contado = ComResumo(de)
    while pedaco := contado.read(PEDACO):
        if para:
            para.write(pedaco)
    return contado


def gravar(destino: Destino, nome: str, claro: IO[bytes], para: Sequence[Recipient]) -> Guardado:
    """Cifra, grava e lê de volta: o que se leu tem de ser o que se mandou. `nome` é já o do destino."""
    pronto: Any
    with SpooledTemporaryFile(NA_MEMORIA, dir=destino.trabalho) as pronto:
        lido = por_a_salvo(claro, pronto, para)
        pronto.seek(0)
        mandado = passar(pronto)
        pronto.seek(0)
        destino.gravar(nome, pronto)
        conferir_gravado(destino, nome, mandado.resumo)
    return Guardado(lido.tamanho, lido.resumo, mandado.tamanho)


def por_a_salvo(claro: IO[bytes], pronto: IO[bytes], para: Sequence[Recipient]) -> ComResumo:
    """Cifra ou, sem para quem, copia; diz o tamanho e o resumo do claro."""
    if not para:
        return passar(claro, pronto)
    lido: Any = ComResumo(claro)
    cifra.fechar(lido, pronto, para)
    return lido  # type: ignore[no-any-return]


def conferir_gravado(destino: Destino, nome: str, resumo: str) -> None:
    with destino.abrir(nome) as gravado:
        relido = passar(gravado)
    if relido.resumo != resumo:
        raise CopiaFalhou(f"{nome}: o que se leu de volta de {destino.onde} não é o que se gravou.")


@dataclass
class Passagem:
    """O que se fez numa passagem pelos arquivos."""

    arquivos: dict[str, Guardado] = field(default_factory=dict)
    novos: int = 0


def guardar(
    armazenamento: Storage,
    destino: Destino,
    *,
    antes: Mapping[str, Guardado],
    la: Mapping[str, int],
    para: Sequence[Recipient],
) -> Passagem:
    """Grava os que o destino ainda não tem. `antes` é o que a última cópia diz; `la`, o que lá está.

    O que se apaga entre listar e abrir não entra: se o banco o conhece, quem compara o nota.
    """
    feita = Passagem()
    for nome in que_ha(armazenamento):
        onde = no_destino(nome, cifrado=bool(para))
        ja = antes.get(nome)
        if ja and la.get(onde) == ja.guardado:
            feita.arquivos[nome] = ja
            continue
        try:
            with armazenamento.open(nome) as aberto:
                feita.arquivos[nome] = gravar(destino, onde, aberto, para)
        except FileNotFoundError:
            continue
        feita.novos += 1
    return feita


def no_destino(nome: str, *, cifrado: bool) -> str:
    return f"{GUARDADOS}/{nome}{cifra.FIM if cifrado else ''}"


@contextmanager
def aberto(
    destino: Destino, onde: str, dito: Guardado, *, cifrado: bool, com: Sequence[Identity]
) -> Iterator[IO[bytes]]:
    """O conteúdo, decifrado e igual ao que o manifesto diz, ou CopiaFalhou."""
    claro: Any
    with SpooledTemporaryFile(NA_MEMORIA) as claro:
        try:
            with destino.abrir(onde) as lido:
                if cifrado:
                    cifra.abrir(lido, claro, com, nome=onde)
                else:
                    passar(lido, claro)
        except FileNotFoundError as erro:
            raise CopiaFalhou(f"{onde}: falta em {destino.onde}.") from erro
        claro.seek(0)
        conferido = passar(claro)
        if (conferido.tamanho, conferido.resumo) != (dito.tamanho, dito.resumo):
            raise CopiaFalhou(cifra.ESTRAGADO.format(nome=onde))
        claro.seek(0)
        yield claro


def igual(armazenamento: Storage, nome: str, dito: Guardado) -> bool:
    """Já está no lugar, com o mesmo conteúdo."""
    if not armazenamento.exists(nome) or armazenamento.size(nome) != dito.tamanho:
        return False
    with armazenamento.open(nome) as arquivo:
        return passar(arquivo).resumo == dito.resumo


def repor(armazenamento: Storage, nome: str, conteudo: IO[bytes]) -> None:
    """Com este nome e não outro: o que está no lugar e não é igual sai antes."""
    if armazenamento.exists(nome):
        armazenamento.delete(nome)
    dado = armazenamento.save(nome, File(conteudo))
    if dado != nome:
        raise CopiaFalhou(f"{nome}: o armazenamento gravou-o como {dado}. Alguém o grava ao mesmo tempo?")
