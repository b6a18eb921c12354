"""O banco velho demais para as migrações que esta versão juntou: recusado numa frase, com o passo a dar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

DEGRAU = "8747b5f4"
"""A última versão que ainda traz, uma a uma, as migrações juntadas (ADR 0060). Quem junta outras muda-o."""


@register(Tags.database)
def salto_pequeno(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Do `migrate`, antes de ele ler as migrações: sem isto seria `ValueError: lazy reference`."""
    faltam = [falta for banco in databases or () for falta in juntadas_pela_metade(banco)]
    if not faltam:
        return []
    frase = f"Este banco é de uma versão anterior a {DEGRAU}, e daqui não se salta ({', '.join(faltam)})."
    passo = f"Ponha o código em {DEGRAU}, rode manage.py migrate, e volte a esta versão."
    return [Error(frase, hint=passo, id="sp156.E001")]


def juntadas_pela_metade(banco: str) -> Iterator[str]:
    """De cada migração que junta outras, a primeira que falta a este banco, se ele tem alguma delas."""
    feitas = MigrationRecorder(connections[banco]).applied_migrations()
    lidas = MigrationLoader(None, load=False)
    lidas.load_disk()
    for chave, migracao in lidas.disk_migrations.items():
        faltam = [uma for uma in migracao.replaces if uma not in feitas]
        if chave not in feitas and faltam and len(faltam) < len(migracao.replaces):
            yield ".".join(faltam[0])
