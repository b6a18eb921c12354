"""Os arquivos que o banco diz que há."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import FileField, Model

from protocolo.models.casos import ComArquivo


def nomes() -> Iterator[str]:
    """O nome de cada arquivo que alguma tabela tem; de um que espera na quarentena, só o original.

    Do refeito dele o banco já diz onde ficará, e ele ainda não existe.
    """
    for modelo in apps.get_models():
        linhas = modelo._default_manager.all()
        if issubclass(modelo, ComArquivo):
            linhas = linhas.filter(quarentena=None)
        for campo in _de_arquivo(modelo):
            yield from linhas.exclude(**{campo: ""}).values_list(campo, flat=True).iterator()


def _de_arquivo(modelo: type[Model]) -> list[str]:
    return [campo.name for campo in modelo._meta.concrete_fields if isinstance(campo, FileField)]
