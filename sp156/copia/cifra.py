"""A cifra da cópia: age, pela pyrage. O servidor só tem a chave pública; a outra guarda-se fora."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import pyrage
from pyrage.x25519 import Identity, Recipient

from sp156.copia import CopiaFalhou

FIM = ".age"
"""No fim do nome do que está cifrado."""
DESTINATARIO_ERRADO = "COPIA_DESTINATARIO leva chaves públicas do age (age1…), separadas por vírgula."
FALTA_IDENTIDADE = "A cópia está cifrada: diga com --identidade o arquivo da identidade do age que a abre."
OUTRA_IDENTIDADE = "Esta identidade não abre a cópia: é a de outra."


class Le(Protocol):
    def read(self, quanto: int = ..., /) -> bytes: ...


class Escreve(Protocol):
    def write(self, pedaco: bytes, /) -> int: ...


class NaoAbre(CopiaFalhou):
    """Falta a identidade, ou é a de outra cópia: nenhum arquivo desta se abrirá."""


def destinatarios(ditos: Sequence[str]) -> list[Recipient]:
    """As chaves públicas para que se cifra."""
    try:
        return [Recipient.from_str(dito.strip()) for dito in ditos]
    except pyrage.RecipientError as erro:
        raise CopiaFalhou(DESTINATARIO_ERRADO) from erro


def identidades(arquivo: str) -> list[Identity]:
    """As de um arquivo como o `age-keygen` o escreve: uma por linha, e comentários. Sem arquivo, nenhuma."""
    if not arquivo:
        return []
    try:
        linhas = [linha.strip() for linha in Path(arquivo).read_text(encoding="ascii").splitlines()]
        lidas = [Identity.from_str(linha) for linha in linhas if linha and not linha.startswith("#")]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as erro:
        raise NaoAbre(f"{arquivo}: não é um arquivo de identidade do age.") from erro
    if not lidas:
        raise NaoAbre(f"{arquivo}: não tem nenhuma identidade do age.")
    return lidas


def fechar(claro: Le, cifrado: Escreve, para: Sequence[Recipient]) -> None:
    """Cifra um fluxo ou, sem para quem, copia-o. Levanta OSError se não coube."""
    if not para:
        shutil.copyfileobj(claro, cifrado, 1 << 20)
        return
    try:
        pyrage.encrypt_io(claro, cifrado, para)
    except (pyrage.EncryptError, OSError) as erro:
        raise _do_sistema(erro) or erro from erro


def abrir(cifrado: Le, claro: Escreve, com: Sequence[Identity], *, nome: str) -> None:
    """Decifra um fluxo, conferindo cada pedaço e o fim; o que mudou ou falta é CopiaFalhou."""
    if not com:
        raise NaoAbre(FALTA_IDENTIDADE)
    try:
        pyrage.decrypt_io(cifrado, claro, com)
    except (pyrage.DecryptError, OSError) as erro:
        if "matching keys" in str(erro):
            raise NaoAbre(OUTRA_IDENTIDADE) from erro
        raise _do_sistema(erro) or CopiaFalhou(f"{nome}: está truncado ou estragado.") from erro


def _do_sistema(erro: Exception) -> OSError | None:
    """O erro de quem lia ou escrevia, que a pyrage só leva no texto; nada, se o erro é da cifra."""
    dito = re.search(r"\[Errno (\d+)\]", str(erro))
    return OSError(int(dito[1]), os.strerror(int(dito[1]))) if dito else None
