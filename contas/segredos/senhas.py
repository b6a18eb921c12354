"""Como se guarda uma senha e quais se recusam. Nada aqui sai à Internet."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils import timezone

PALAVRAS = Path(__file__).parent.parent / "dados/palavras_de_senha.txt"
MENOS_TENTATIVAS = 10**8
"""Abaixo disto quem tem o resumo da senha a acha em segundos, e quem tenta por fora, em semanas."""
MAIOR_CONFERIDA = 72
"""O zxcvbn não lê mais que isto; o que vem depois só deixa a senha melhor."""
_UMA_POR_VEZ = Lock()
"""O zxcvbn guarda as palavras de fora num lugar só do processo."""


class Argon2(Argon2PasswordHasher):
    """Argon2id com 19 MiB e duas voltas, como recomenda a OWASP (Password Storage Cheat Sheet, 2025).

    O padrão do Django pede 100 MiB a cada entrada: oito pessoas ao mesmo tempo parariam uma máquina pequena.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class SenhaAdivinhavel:
    """Recusa a senha que se acha em menos de cem milhões de tentativas.

    O zxcvbn traz trinta mil senhas vazadas e reconhece nomes, datas, teclas vizinhas, repetições e trocas
    (`s3nh@`); as palavras daqui e os dados da própria pessoa entram pela lista do projeto.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Levanta `ValidationError` com o que fazer."""
        from zxcvbn import zxcvbn  # noqa: PLC0415 - lê 1,5 MB de listas: só quem escolhe senha paga

        escrita = _sem_acentos(password)[:MAIOR_CONFERIDA]
        with _UMA_POR_VEZ:
            achado = zxcvbn(escrita, user_inputs=[*_da_pessoa(user), *palavras()])
        if achado["guesses"] < MENOS_TENTATIVAS:
            raise ValidationError(
                "Esta senha é fácil de adivinhar: está em listas de senhas vazadas ou usa palavras e números"
                " que muita gente usa. Junte três ou quatro palavras que não combinem.",
                code="senha_adivinhavel",
            )

    def get_help_text(self) -> str:
        return "A senha não pode ser das que muita gente usa."


@cache
def palavras() -> tuple[str, ...]:
    """O que se tenta primeiro numa prefeitura de São Paulo, da mais tentada à menos."""
    linhas = PALAVRAS.read_text(encoding="utf-8").splitlines()
    return tuple(linha for linha in linhas if linha and not linha.startswith("#"))


def _da_pessoa(pessoa: Any) -> list[str]:
    """O nome, o e-mail e os números da própria pessoa; e o ano, que muda sozinho."""
    ditos = [str(getattr(pessoa, campo, None) or "") for campo in ("nome", "email", "cpf")]
    partes = [parte for dito in ditos for parte in (dito, *dito.replace("@", " ").replace(".", " ").split())]
    hoje = timezone.localdate()
    anos = [str((hoje + timedelta(days=365 * a)).year) for a in (-1, 0, 1)]
    return [_sem_acentos(parte).lower() for parte in (*partes, *anos) if len(parte) > 2]  # noqa: PLR2004 - "de"


def _sem_acentos(texto: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", texto) if not unicodedata.combining(c))
