"""Número de protocolo: 15 algarismos, fáceis de ditar e impossíveis de adivinhar em sequência.

Um algarismo do processo, doze sorteados e dois verificadores (ISO 7064, MOD 97-10), que acusam qualquer
algarismo errado e qualquer troca de dois. Guarda-se compacto; mostra-se em grupos de cinco:
`12345-67890-12345`. A denúncia usa o algarismo da manifestação: o número não a denuncia.
"""

from __future__ import annotations

import re
import secrets

from django.db import models
from stdnum.iso7064 import mod_97_10

TAMANHO = 15
SORTEADOS = 12
GRUPO = 5
_SEPARADORES = re.compile(r"[\s.,_/\-\u00ad\u200b\u2010-\u2015\u2212]+")
_PARECIDAS = str.maketrans("OoIiLl", "001111")
_CONFIRA = "Confira com o número do seu comprovante ou da mensagem que recebeu."


class Processo(models.TextChoices):
    """Primeiro algarismo do número."""

    SOLICITACAO = "1", "solicitação de serviço"
    MANIFESTACAO = "2", "manifestação à Ouvidoria"
    PEDIDO = "3", "pedido de informação"


class NumeroInvalido(ValueError):
    """Não é um número de protocolo. A mensagem diz o que está errado e pode ser mostrada a quem digitou."""


def gerar(processo: str) -> str:
    """Sorteia um número do processo, em forma compacta. Ser único é com a restrição do banco."""
    return com_verificadores(processo, secrets.randbelow(10**SORTEADOS))


def com_verificadores(processo: str, sorteado: int) -> str:
    """O número do processo com estes doze algarismos, compacto."""
    base = f"{Processo(processo).value}{sorteado:0{SORTEADOS}d}"
    return base + mod_97_10.calc_check_digits(base)


def normalizar(texto: str) -> str:
    """Tira espaços, hífens e pontos e troca a letra O por 0, l e I por 1: erros de quem digita."""
    return _SEPARADORES.sub("", texto).translate(_PARECIDAS)


def validar(texto: str) -> str:
    """Devolve o número compacto ou levanta `NumeroInvalido`."""
    numero = normalizar(texto)
    if not numero:
        raise NumeroInvalido("Escreva o número do protocolo.")
    if not (numero.isascii() and numero.isdigit()):
        raise NumeroInvalido("O número do protocolo só tem algarismos, sem letras nem outros sinais.")
    if len(numero) != TAMANHO:
        raise NumeroInvalido(_sobre_o_tamanho(len(numero)))
    if not mod_97_10.is_valid(numero):
        raise NumeroInvalido(f"Confira os números: talvez um esteja errado ou dois, trocados. {_CONFIRA}")
    if numero[0] not in Processo.values:
        raise NumeroInvalido(f"Esse número não é de um protocolo do SP156. {_CONFIRA}")
    return numero


def formatar(numero: str) -> str:
    """`123456789012345` → `12345-67890-12345`."""
    compacto = normalizar(numero)
    return "-".join(compacto[i : i + GRUPO] for i in range(0, len(compacto), GRUPO))


def processo_de(numero: str) -> Processo:
    """O processo de um número válido."""
    return Processo(validar(numero)[0])


def _sobre_o_tamanho(escritos: int) -> str:
    diferenca = abs(escritos - TAMANHO)
    verbo = "falta" if escritos < TAMANHO else "sobra"
    plural = "" if diferenca == 1 else "m"
    return (
        f"O número do protocolo tem {TAMANHO} algarismos e você escreveu {escritos}: "
        f"{verbo}{plural} {diferenca}. {_CONFIRA}"
    )
