"""CPF e CNPJ: limpar, conferir, escrever e mascarar. Nada aqui consulta a Receita Federal."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from stdnum.br import cnpj, cpf

TAMANHO_CPF = 11
TAMANHO_CNPJ = 14
_SEPARADORES = re.compile(r"[\s./\-\u00ad\u200b\u2010-\u2015\u2212]+")


def limpar(texto: str) -> str:
    """Tira espaços, pontos, barras e hífens; letras (CNPJ novo, documento estrangeiro) ficam maiúsculas."""
    return _SEPARADORES.sub("", texto).upper()


def validar_cpf(texto: str) -> str:
    """Devolve o CPF só com algarismos ou levanta `ValidationError`, que diz o que está errado."""
    numero = limpar(texto)
    if not numero:
        raise ValidationError("Escreva o CPF.", code="vazio")
    if not (numero.isascii() and numero.isdigit()):
        raise ValidationError("O CPF só tem algarismos. Confira e escreva de novo.", code="formato")
    if len(numero) != TAMANHO_CPF:
        raise ValidationError(
            _sobre_o_tamanho("CPF", "algarismos", TAMANHO_CPF, len(numero)),
            code="tamanho",
        )
    if _repetido(numero) or not cpf.is_valid(numero):
        raise ValidationError(
            "Este CPF não existe. Confira os números: talvez um esteja errado.",
            code="digito",
        )
    return numero


def validar_cnpj(texto: str) -> str:
    """Devolve o CNPJ sem separadores (o de 2026 pode ter letras) ou levanta `ValidationError`."""
    numero = limpar(texto)
    if not numero:
        raise ValidationError("Escreva o CNPJ.", code="vazio")
    if not (numero.isascii() and numero.isalnum()):
        raise ValidationError(
            "O CNPJ só tem algarismos e letras. Confira e escreva de novo.",
            code="formato",
        )
    if len(numero) != TAMANHO_CNPJ:
        raise ValidationError(
            _sobre_o_tamanho("CNPJ", "algarismos ou letras", TAMANHO_CNPJ, len(numero)),
            code="tamanho",
        )
    if not cnpj.is_valid(numero):
        raise ValidationError(
            "Este CNPJ não existe. Confira: talvez um algarismo esteja errado.",
            code="digito",
        )
    return numero


def formatar_cpf(texto: str) -> str:
    """`12345678909` → `123.456.789-09`."""
    return str(cpf.format(limpar(texto)))


def formatar_cnpj(texto: str) -> str:
    """`11222333000181` → `11.222.333/0001-81`."""
    return str(cnpj.format(limpar(texto)))


def mascarar_cpf(texto: str) -> str:
    """`12345678909` → `***.456.789-**`: só os seis do meio. O que não tem onze algarismos some inteiro."""
    numero = limpar(texto)
    if len(numero) != TAMANHO_CPF:
        return "***"
    return f"***.{numero[3:6]}.{numero[6:9]}-**"


def mascarar_email(email: str) -> str:
    """`maria@exemplo.br` → `ma•••@exemplo.br`: a página fica aberta em telas de outros."""
    nome, arroba, dominio = email.partition("@")
    return f"{nome[:2]}•••{arroba}{dominio}" if email else ""


def _repetido(numero: str) -> bool:
    """111.111.111-11 passa nos dígitos verificadores, mas não é de ninguém."""
    return len(set(numero)) == 1


def _sobre_o_tamanho(nome: str, unidade: str, certo: int, escritos: int) -> str:
    return f"O {nome} tem {certo} {unidade} e você escreveu {escritos}. Confira e escreva de novo."
