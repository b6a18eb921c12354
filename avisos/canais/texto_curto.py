"""O texto de SMS, WhatsApp e aparelho: curto, sem dado pessoal, com o endereço da página e sem a chave."""

from __future__ import annotations

import unicodedata
from math import ceil

from django.conf import settings

from avisos.models import Aviso
from avisos.textos import encurtar
from contas.segredos import chaves

UMA_PARTE, CADA_PARTE = 160, 153
VALEM_DOIS = "^{}\\[~]|€"
"""No alfabeto do SMS (GSM 03.38) estes ocupam dois lugares."""
TROCAS = str.maketrans("–—“”‘’`ºª", "--\"\"'''oa")


def pagina_de(protocolo: str) -> str:
    """A página do caso sem a chave: a mensagem passa pela operadora e fica na tela bloqueada."""
    return f"{settings.ENDERECO_PUBLICO}/acompanhar/{protocolo}/" if protocolo else settings.ENDERECO_PUBLICO


def de(aviso: Aviso) -> str:
    """O texto curto do aviso; o de antes de haver canais só diz que há novidade. O código, só ele."""
    if aviso.modelo == Aviso.CODIGO_POR_SMS and aviso.para_cifrado:
        return chaves.decifrar(bytes(aviso.para_cifrado))["texto"]
    return aviso.curto or encurtar("", {"protocolo": aviso.protocolo})


def para_sms(curto: str, protocolo: str) -> str:
    """O que sai por SMS: sem acentos, que fariam cada parte caber em 70 letras, e com a página."""
    return sem_acentos(f"{curto} {pagina_de(protocolo)}" if protocolo else curto)


def sem_acentos(texto: str) -> str:
    """Só letras que cabem no SMS de 160; o que não tem equivalente some."""
    solto = unicodedata.normalize("NFKD", texto.translate(TROCAS))
    return "".join(letra for letra in solto if letra == "€" or ord(letra) < ord("\x7f"))


def partes_de(texto: str) -> int:
    """Em quantas mensagens a operadora divide, e cobra, este texto sem acentos."""
    tamanho = len(texto) + sum(letra in VALEM_DOIS for letra in texto)
    return 1 if tamanho <= UMA_PARTE else ceil(tamanho / CADA_PARTE)
