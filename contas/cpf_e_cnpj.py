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
    _conferir_escrita("CPF", "algarismos", numero, TAMANHO_CPF, cabe=numero.isdigit())
    # 111.111.111-11 passa nos dígitos verificadores, mas não é de ninguém
    if len(set(numero)) == 1 or not cpf.is_valid(numero):
        raise ValidationError(
            "Este CPF não existe. Confira os números: talvez um esteja errado.", code="digito"
        )
    return numero


def validar_cnpj(texto: str) -> str:
    """Devolve o CNPJ sem separadores (o de 2026 pode ter letras) ou levanta `ValidationError`."""
    numero = limpar(texto)
    _conferir_escrita("CNPJ", "algarismos e letras", numero, TAMANHO_CNPJ, cabe=numero.isalnum())
    if not cnpj.is_valid(numero):
        raise ValidationError(
            "Este CNPJ não existe. Confira: talvez um algarismo esteja errado.", code="digito"
        )
    return numero


def _conferir_escrita(nome: str, sinais: str, numero: str, tamanho: int, *, cabe: bool) -> None:
    """Não está vazio, `cabe` no que se escreve nele e tem o tamanho certo."""
    if not numero:
        raise ValidationError(f"Escreva o {nome}.", code="vazio")
    if not (numero.isascii() and cabe):
        raise ValidationError(f"O {nome} só tem {sinais}. Confira e escreva de novo.", code="formato")
    if len(numero) != tamanho:
        unidade = sinais.replace(" e ", " ou ")
        raise ValidationError(
            f"O {nome} tem {tamanho} {unidade} e você escreveu {len(numero)}. Confira e escreva de novo.",
            code="tamanho",
        )


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
