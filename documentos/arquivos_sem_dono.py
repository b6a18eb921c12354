"""Arquivos sem dono: o que foi gravado e a linha que o guardaria não chegou a existir, ou já não existe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import batched
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import Q
from import_export.tmp_storages import MediaStorage

from documentos import quarentena
from documentos.guardados.listar import listar
from protocolo.models import Quarentena
from protocolo.models.casos import ComArquivo

PLANILHAS = MediaStorage().MEDIA_FOLDER
"""Onde a planilha mandada à administração espera quem a confirme: a abandonada não tem dono."""
PASTAS = ("anexos", quarentena.PASTA, PLANILHAS)
LOTE = 500


def donos() -> list[type[Any]]:
    """As tabelas que apontam para arquivos: o rascunho, a conversa e os anexos de cada processo."""
    return [modelo for modelo in apps.get_models() if issubclass(modelo, ComArquivo)]


def apagar_sem_dono(*, antes_de: datetime) -> int:
    """Apaga os arquivos mais velhos que `antes_de` que nenhuma tabela conhece; devolve quantos.

    A folga de tempo protege o arquivo que acabou de ser gravado e cuja linha ainda vem.
    """
    apagados = 0
    _esquecer_quarentenas(antes_de)
    velhos = (um.nome for pasta in PASTAS for um in listar(default_storage, pasta) if um.em < antes_de)
    for lote in batched(velhos, LOTE):
        for nome in set(lote) - _conhecidos(lote):
            default_storage.delete(nome)
            apagados += 1
    return apagados


def _esquecer_quarentenas(antes_de: datetime) -> None:
    """As velhas a que nada aponta: o arquivo ficou pronto, ou o rascunho acabou."""
    for lote in batched(Quarentena.objects.filter(chegou_em__lt=antes_de).iterator(), LOTE):
        de_alguem = {
            dela
            for modelo in donos()
            for dela in modelo._default_manager.filter(quarentena__in=lote).values_list(
                "quarentena", flat=True
            )
        }
        quarentena.apagar(uma for uma in lote if uma.pk not in de_alguem)


def _conhecidos(nomes: Sequence[str]) -> set[str]:
    achados = set(Quarentena.objects.filter(original__in=nomes).values_list("original", flat=True))
    for modelo in donos():
        linhas = modelo._default_manager.filter(Q(arquivo__in=nomes) | Q(miniatura__in=nomes))
        for arquivo, miniatura in linhas.values_list("arquivo", "miniatura"):
            achados |= {arquivo, miniatura}
    return achados
