"""O link de quem perdeu a chave de acesso: serve uma vez, por 24 horas, e só na mensagem existe.

Não se guarda: diz o protocolo e a série da chave. Usá-lo sobe a série, e por isso não serve outra vez; a
chave que já tinha mudado de outro jeito também o mata.
"""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.urls import reverse

from contas.segredos.chaves import series_trocadas
from referencia.enderecos import inteiro

SAL = "contas.link_da_chave"
VALE = timedelta(hours=24)
USADO = "Este link já foi usado, ou a chave mudou depois dele. Cada link serve uma vez só."
VENCEU = "Este link venceu: ele vale por 24 horas."
PARTIDO = "Este link não está inteiro. Copie da mensagem o endereço todo."


class LinkRecusado(Exception):
    """Por que o link já não abre nada, em palavras."""


def link_para_abrir(protocolo: str) -> str:
    """O endereço que vai ao e-mail do caso."""
    token = signing.dumps([protocolo, _serie(protocolo)], salt=SAL)
    return inteiro(reverse("portal:usar_o_link", args=[token]))


def protocolo_de(token: str) -> str:
    """O protocolo que este link ainda abre; levanta LinkRecusado."""
    try:
        protocolo, serie = signing.loads(token, salt=SAL, max_age=VALE)
    except signing.SignatureExpired:
        raise LinkRecusado(VENCEU) from None
    except signing.BadSignature:
        raise LinkRecusado(PARTIDO) from None
    if serie != _serie(protocolo):
        raise LinkRecusado(USADO)
    return str(protocolo)


def _serie(protocolo: str) -> int:
    return series_trocadas([protocolo]).get(protocolo, 1)
