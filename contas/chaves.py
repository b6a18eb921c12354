"""Segredos derivados das CHAVES_DE_SELO: a chave de acesso de um protocolo e o selo de identidade.

A chave de acesso não é guardada em lugar nenhum: deriva do protocolo por HMAC, de modo que
os avisos possam levá-la meses depois e o banco, se vazar, não a revele (ADR 0004).
"""

from __future__ import annotations

import hashlib
import hmac
import json

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

ALFABETO = "2345789ACFHJKLMRSTUVWXYZ"
"""Sem 0/O, 1/I, 6/G, B/D/E/P: o que se confunde escrito ou ditado ao telefone."""

TAMANHO = 8
_CONFUNDIDOS = str.maketrans({"Ç": "C"})


def _derivar(segredo: str, protocolo: str) -> str:
    resumo = hmac.new(segredo.encode(), b"chave-de-acesso:" + protocolo.encode(), hashlib.sha256).digest()
    numero = int.from_bytes(resumo, "big")
    simbolos = []
    for _ in range(TAMANHO):
        numero, resto = divmod(numero, len(ALFABETO))
        simbolos.append(ALFABETO[resto])
    return "".join(simbolos)


def chave_de(protocolo: str) -> str:
    """Chave de acesso do protocolo: 8 símbolos fáceis de ditar."""
    return _derivar(settings.CHAVES_DE_SELO[0], protocolo)


def chave_escrita(protocolo: str) -> str:
    """A chave em dois grupos de quatro, como vai no recibo."""
    chave = chave_de(protocolo)
    return f"{chave[:4]}-{chave[4:]}"


def normalizar(chave: str) -> str:
    """Só letras e números, em maiúsculas: aceita espaços, hífens e minúsculas."""
    return "".join(c for c in chave.upper().translate(_CONFUNDIDOS) if c.isalnum())


def confere(protocolo: str, chave: str) -> bool:
    """Diz se a chave abre o protocolo; vale a derivada de qualquer uma das CHAVES_DE_SELO."""
    dada = normalizar(chave).encode()
    conferidas = [
        hmac.compare_digest(_derivar(segredo, protocolo).encode(), dada)
        for segredo in settings.CHAVES_DE_SELO
    ]
    return any(conferidas)


def _cofre() -> MultiFernet:
    return MultiFernet([Fernet(chave) for chave in settings.CHAVES_DE_SELO])


def cifrar(valores: dict[str, str]) -> bytes:
    """Cifra os valores com a chave de selo mais nova."""
    return _cofre().encrypt(json.dumps(valores, ensure_ascii=False).encode())


def decifrar(cifrado: bytes) -> dict[str, str]:
    """Abre o que `cifrar` fechou, com qualquer das chaves de selo em vigor."""
    aberto: dict[str, str] = json.loads(_cofre().decrypt(cifrado))
    return aberto
