"""O que se procurou de uma pessoa, como fica escrito no registro de leituras."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac

from contas.cpf_e_cnpj import limpar, validar_cpf

LETRAS_DA_MARCA = 8


def tapar(escrito: str) -> str:
    """O jeito do que se escreveu e uma marca dele; nunca o que se escreveu.

    Em claro, o registro, que nunca se apaga, seria uma lista de CPF e de nomes de quem nem tem conta.
    A marca (HMAC com a SECRET_KEY) diz se duas procuras foram da mesma coisa, e sem a chave não se desfaz:
    quem confere faz a procura que suspeita e compara as duas marcas.
    """
    dito = " ".join(escrito.split()).lower()
    jeito, sem_sinais = _jeito(dito)
    marca = salted_hmac("contas.leituras", sem_sinais, algorithm="sha256").hexdigest()[:LETRAS_DA_MARCA]
    return f"{jeito} (marca {marca})"


def _jeito(dito: str) -> tuple[str, str]:
    """O que parece, e o que dele se marca: do CPF, com pontos ou sem eles, só os algarismos."""
    if "@" in dito:
        return "um e-mail", dito
    if any(letra.isdigit() for letra in dito):
        return ("um CPF" if _cpf(dito) else "um número"), limpar(dito)
    palavras = len(dito.split())
    return ("uma palavra" if palavras == 1 else f"{palavras} palavras"), dito


def _cpf(dito: str) -> bool:
    try:
        validar_cpf(dito)
    except ValidationError:
        return False
    return True
