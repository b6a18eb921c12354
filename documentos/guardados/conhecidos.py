"""Os arquivos que o banco diz que há."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import FileField, Q

from protocolo.models import Quarentena
from protocolo.models.casos import ComArquivo


def nomes() -> Iterator[str]:
    """O nome de cada arquivo que alguma tabela tem; do que ainda se refaz, só o da quarentena.

    Do refeito o banco já diz onde ficará, e ele ainda não existe.
    """
    for modelo in apps.get_models():
        linhas = modelo._base_manager.all()
        if issubclass(modelo, ComArquivo):
            linhas = linhas.filter(Q(quarentena=None) | Q(quarentena__situacao=Quarentena.Situacao.PRONTO))
        for campo in modelo._meta.concrete_fields:
            if isinstance(campo, FileField):
                ditos = linhas.exclude(**{campo.name: ""}).values_list(campo.name, flat=True)
                yield from filter(None, ditos.iterator())
