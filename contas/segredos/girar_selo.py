"""Trocar as CHAVES_DE_SELO: o que está cifrado com uma velha passa à mais nova, um lote de cada vez.

Cada lote é uma transação curta, que só trava as suas linhas. Interrompido, recomeça do princípio e passa
depressa pelo que já girou. Também se cifram com estas chaves, mas acabam sós em menos de três dias e por isso
se esperam (ADR 0036): os rascunhos de denúncia, as sessões e o endereço de um aviso a quem não tem conta, que
a entrega tenta até o fim de `avisos.entrega.ESPERAS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.db import models, transaction

from contas.models import Selo
from contas.segredos import chaves

LOTE = 500
SEGREDOS_DO_SEGUNDO_FATOR = ("secret", "seed")
CODIGOS_MIGRADOS = "migrated_codes"
type Girar = Callable[[Any], bool]
"""Muda a linha, sem gravar, e diz se mudou; levanta InvalidToken se nenhuma chave a abre."""


@dataclass(frozen=True, slots=True)
class Lote:
    """O que aconteceu com um lote: quantas linhas se leram, quantas giraram e as que ninguém abre."""

    lidas: int
    giradas: int
    fechadas: tuple[int, ...] = ()


def selos(*, lote: int = LOTE) -> Iterator[Lote]:
    """As identidades seladas."""
    return _em_lotes(Selo, "cifrado", _girar_selo, lote)


def segundos_fatores(*, lote: int = LOTE) -> Iterator[Lote]:
    """Os segredos do segundo fator, que o allauth guarda cifrados com as mesmas chaves."""
    return _em_lotes(Authenticator, "data", _girar_segundo_fator, lote)


def _em_lotes(modelo: type[models.Model], campo: str, girar: Girar, tamanho: int) -> Iterator[Lote]:
    ultima = 0
    while True:
        with transaction.atomic():
            em_ordem = modelo._default_manager.filter(pk__gt=ultima).order_by("pk")  # noqa: SLF001
            linhas = list(em_ordem.select_for_update(of=("self",), no_key=True)[:tamanho])
            feito = _girar_lote(modelo, campo, girar, linhas)
        if not linhas:
            return
        ultima = linhas[-1].pk
        yield feito


def _girar_lote(modelo: type[models.Model], campo: str, girar: Girar, linhas: list[Any]) -> Lote:
    giradas, fechadas = [], []
    for linha in linhas:
        try:
            if girar(linha):
                giradas.append(linha)
        except InvalidToken:
            fechadas.append(linha.pk)
    modelo._default_manager.bulk_update(giradas, [campo])  # noqa: SLF001
    return Lote(len(linhas), len(giradas), tuple(fechadas))


def _girar_selo(selo: Selo) -> bool:
    novo = chaves.com_a_chave_nova(bytes(selo.cifrado))
    if novo is not None:
        selo.cifrado = novo
    return novo is not None


def _girar_segundo_fator(fator: Authenticator) -> bool:
    """Só os campos que o adaptador cifra; os outros ficam como estão."""
    antes = dict(fator.data)
    for nome in SEGREDOS_DO_SEGUNDO_FATOR:
        if nome in antes:
            fator.data[nome] = _girado(antes[nome])
    if CODIGOS_MIGRADOS in antes:
        fator.data[CODIGOS_MIGRADOS] = [_girado(codigo) for codigo in antes[CODIGOS_MIGRADOS]]
    return bool(fator.data != antes)


def _girado(texto: str) -> str:
    novo = chaves.com_a_chave_nova(texto.encode())
    return texto if novo is None else novo.decode()
