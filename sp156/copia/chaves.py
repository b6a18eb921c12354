"""As impressões das chaves: dizem se as do ambiente são as com que o banco se escreveu, sem as dizer.

As chaves são sorteadas e compridas (`sp156.configuracao` recusa as outras): do resumo não se volta a elas.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from sp156.copia import CopiaFalhou
from sp156.copia.models import ChaveConhecida

TAMANHO = 16
"""Letras da impressão, em hexadecimal."""
ERRADAS = "O ambiente não tem as chaves com que este banco se escreveu: {quais}."


def impressao(qual: str, chave: str) -> str:
    return sha256(f"sp156:{qual}:{chave}".encode()).hexdigest()[:TAMANHO]


def do_ambiente() -> dict[str, list[str]]:
    """De cada segredo, as impressões das chaves em vigor, a mais nova primeiro."""
    ditas = {
        "SECRET_KEY": [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS],
        "CHAVES_DE_SELO": settings.CHAVES_DE_SELO,
        "CHAVES_DE_ACESSO": settings.CHAVES_DE_ACESSO,
    }
    return {qual: [impressao(qual, chave) for chave in chaves] for qual, chaves in ditas.items()}


def do_banco() -> dict[str, set[str]]:
    conhecidas: dict[str, set[str]] = {}
    for qual, marca in ChaveConhecida.objects.values_list("qual", "impressao"):
        conhecidas.setdefault(qual, set()).add(marca)
    return conhecidas


def estranhas() -> list[str]:
    """Os segredos de que o ambiente não tem nenhuma das chaves que o banco conhece."""
    conhecidas, daqui = do_banco(), do_ambiente()
    return sorted(qual for qual, marcas in conhecidas.items() if marcas.isdisjoint(daqui[qual]))


def exigir() -> None:
    """Levanta CopiaFalhou se o ambiente não tem as chaves do banco: a cópia diria que se abre com estas."""
    if quais := estranhas():
        raise CopiaFalhou(ERRADAS.format(quais=", ".join(quais)))


def que_faltam(gravadas: Mapping[str, list[str]]) -> list[str]:
    """Os segredos de que falta aqui alguma das chaves de uma cópia: o que ela cifrou não se abriria."""
    daqui = do_ambiente()
    return sorted(qual for qual, marcas in gravadas.items() if not set(marcas) <= set(daqui.get(qual, ())))


@transaction.atomic
def anotar(agora: datetime, *, mesmo_estranhas: bool = False) -> None:
    """Passa a conhecer as chaves em vigor e esquece as que já saíram.

    As que não têm nada em comum com as conhecidas não se anotam: é o engano que se quer ver. Quem as perdeu
    e as trocou de vez diz `mesmo_estranhas`.
    """
    conhecidas = do_banco()
    for qual, marcas in do_ambiente().items():
        antes = conhecidas.get(qual, set())
        if antes == set(marcas) or (antes and antes.isdisjoint(marcas) and not mesmo_estranhas):
            continue
        ChaveConhecida.objects.filter(qual=qual).exclude(impressao__in=marcas).delete()
        novas = [ChaveConhecida(qual=qual, impressao=marca, desde=agora) for marca in marcas]
        ChaveConhecida.objects.bulk_create(novas, ignore_conflicts=True)
