"""A agenda só chama tarefas que existem."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings


def test_toda_linha_da_agenda_e_uma_tarefa() -> None:
    for linha in settings.CELERY_BEAT_SCHEDULE.values():
        nome = str(linha["task"])
        modulo, _, tarefa = nome.rpartition(".")
        assert getattr(import_module(modulo), tarefa).name == nome
