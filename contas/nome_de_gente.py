"""O nome que se pode repetir numa mensagem: de letras e curto (ADR 0070)."""

from __future__ import annotations

import re

LETRAS = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")
MAIOR = 60
MAIOR_PRIMEIRO = 20


def de_gente(nome: str) -> str:
    """O nome, se é de letras e curto; vazio se não se repete."""
    return nome if len(nome) <= MAIOR and LETRAS.fullmatch(nome) else ""


def primeiro_nome(nome: str) -> str:
    """Por que se chama a pessoa; vazio se o nome não se repete."""
    primeiro = de_gente(nome).partition(" ")[0]
    return primeiro if len(primeiro) <= MAIOR_PRIMEIRO else ""


def saudacao(nome: str) -> str:
    """`Olá, Ana!`; sem nome que se repita, só `Olá!`."""
    primeiro = primeiro_nome(nome)
    return f"Olá, {primeiro}!" if primeiro else "Olá!"
