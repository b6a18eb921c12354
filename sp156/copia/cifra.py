"""A cifra da cópia: age, pela biblioteca pyrage. O servidor só tem a chave pública; a outra guarda-se fora."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import pyrage

from sp156.copia.erros import CopiaFalhou

FIM = ".age"
"""No fim do nome do que está cifrado."""
DESTINATARIO_ERRADO = "COPIA_DESTINATARIO leva chaves públicas do age (age1…), separadas por vírgula."
FALTA_IDENTIDADE = "A cópia está cifrada: diga com --identidade o arquivo da identidade do age que a abre."
ESTRAGADO = "{nome}: o arquivo da cópia está truncado ou estragado."


def destinatarios(ditos: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    """As chaves públicas para que se cifra."""
    try:
        return [pyrage.x25519.Recipient.from_str(dito.strip()) for dito in ditos]
    except pyrage.RecipientError as erro:
        raise CopiaFalhou(DESTINATARIO_ERRADO) from erro


def identidades(arquivo: Path) -> list[pyrage.x25519.Identity]:
    """As identidades de um arquivo como o `age-keygen` o escreve: uma por linha, e comentários."""
    try:
        linhas = arquivo.read_text(encoding="ascii").splitlines()
        lidas = [
            pyrage.x25519.Identity.from_str(linha.strip())
            for linha in linhas
            if linha.strip() and not linha.startswith("#")
        ]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as erro:
        raise CopiaFalhou(f"{arquivo}: não é um arquivo de identidade do age.") from erro
    if not lidas:
        raise CopiaFalhou(f"{arquivo}: não tem nenhuma identidade do age.")
    return lidas


def fechar(claro: IO[bytes], cifrado: IO[bytes], para: Sequence[pyrage.x25519.Recipient]) -> None:
    """Cifra um fluxo. Levanta OSError, com o que o escritor disse, se não coube."""
    try:
        pyrage.encrypt_io(claro, cifrado, para)
    except (pyrage.EncryptError, OSError) as erro:
        raise _do_sistema(erro) or erro from erro


def abrir(cifrado: IO[bytes], claro: IO[bytes], com: Sequence[pyrage.x25519.Identity], *, nome: str) -> None:
    """Decifra um fluxo, conferindo cada pedaço e o fim; o que mudou ou falta é CopiaFalhou."""
    if not com:
        raise CopiaFalhou(FALTA_IDENTIDADE)
    try:
        pyrage.decrypt_io(cifrado, claro, com)
    except (pyrage.DecryptError, OSError) as erro:
        if "matching keys" in str(erro):
            raise CopiaFalhou("Esta identidade não abre a cópia: é de outra.") from erro
        raise _do_sistema(erro) or CopiaFalhou(ESTRAGADO.format(nome=nome)) from erro


def _do_sistema(erro: Exception) -> OSError | None:
    """O erro de quem lia ou escrevia, que a pyrage só leva no texto; nada, se o erro é da cifra."""
    dito = re.search(r"\[Errno (\d+)\]", str(erro))
    return OSError(int(dito[1]), os.strerror(int(dito[1]))) if dito else None
