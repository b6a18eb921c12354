"""A chave de acesso de um protocolo, das CHAVES_DE_ACESSO, e o selo de identidade, das CHAVES_DE_SELO.

A chave de acesso não é guardada em lugar nenhum: deriva do protocolo e da sua série por HMAC, de modo que os
avisos possam levá-la meses depois e o banco, se vazar, não a revele (ADR 0004 e 0036). As que saíram antes de
haver série continuam a valer: delas se guarda um resumo.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from contas.models import ChaveDeAcesso

ALFABETO = "2345789ACFHJKLMRSTUVWXYZ"
"""Sem 0/O, 1/I, 6/G, B/D/E/P: o que se confunde escrito ou ditado ao telefone."""

TAMANHO = 8
_CONFUNDIDOS = str.maketrans({"Ç": "C"})


def em_simbolos(resumo: bytes) -> str:
    """Um resumo sorteado escrito em `TAMANHO` símbolos do alfabeto."""
    numero = int.from_bytes(resumo, "big")
    simbolos = []
    for _ in range(TAMANHO):
        numero, resto = divmod(numero, len(ALFABETO))
        simbolos.append(ALFABETO[resto])
    return "".join(simbolos)


def derivar(segredo: str, protocolo: str, serie: int = 1) -> str:
    """A chave do protocolo nesta série, por um dos segredos."""
    dito = f"chave-de-acesso/{serie}/{protocolo}".encode()
    return em_simbolos(hmac.digest(segredo.encode(), dito, hashlib.sha256))


def resumo_de_antes(segredo: str, protocolo: str, chave: str) -> str:
    """O que se guarda de uma chave que não deriva da série: sem o segredo não diz nada dela."""
    dito = f"chave-de-antes/{protocolo}/{chave}".encode()
    return hmac.digest(segredo.encode(), dito, hashlib.sha256).hex()


def chave_de(protocolo: str) -> str:
    """Chave de acesso do protocolo, na série em que está: 8 símbolos fáceis de ditar."""
    linha = ChaveDeAcesso.objects.filter(protocolo=protocolo).only("serie").first()
    return derivar(settings.CHAVES_DE_ACESSO[0], protocolo, linha.serie if linha else 1)


def series_trocadas(protocolos: Iterable[str]) -> dict[str, int]:
    """A série de cada um destes protocolos que já trocou de chave; os outros estão na 1."""
    quais = list(protocolos)
    trocadas = ChaveDeAcesso.objects.filter(protocolo__in=quais, serie__gt=1) if quais else ()
    return {linha.protocolo: linha.serie for linha in trocadas}


def chave_escrita(protocolo: str) -> str:
    """A chave em dois grupos de quatro, como vai no recibo."""
    chave = chave_de(protocolo)
    return f"{chave[:4]}-{chave[4:]}"


def normalizar(chave: str) -> str:
    """Só letras e números, em maiúsculas: aceita espaços, hífens e minúsculas."""
    return "".join(c for c in chave.upper().translate(_CONFUNDIDOS) if c.isalnum())


def confere(protocolo: str, chave: str) -> bool:
    """Diz se a chave abre o protocolo: a da série, por qualquer das CHAVES_DE_ACESSO, ou uma de antes."""
    dada = normalizar(chave)
    linha = ChaveDeAcesso.objects.filter(protocolo=protocolo).first() or ChaveDeAcesso()
    conferidas = [
        hmac.compare_digest(derivar(segredo, protocolo, linha.serie).encode(), dada.encode())
        for segredo in settings.CHAVES_DE_ACESSO
    ]
    conferidas += [
        hmac.compare_digest(resumo_de_antes(segredo, protocolo, dada), guardado)
        for segredo in settings.CHAVES_DE_ACESSO
        for guardado in linha.de_antes
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


def com_a_chave_nova(cifrado: bytes) -> bytes | None:
    """O que estava cifrado, agora com a chave de selo mais nova; None se já está.

    Levanta `InvalidToken` se nenhuma chave em vigor o abre.
    """
    try:
        Fernet(settings.CHAVES_DE_SELO[0]).decrypt(cifrado)
    except InvalidToken:
        return _cofre().rotate(cifrado)
    return None
