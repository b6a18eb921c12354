"""A agenda só chama tarefas que existem."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings


def test_toda_linha_da_agenda_e_uma_tarefa() -> None:
    for linha in settings.CELERY_BEAT_SCHEDULE.values():
        nome = str(linha["task"])
        modulo, _, tarefa = nome.rpartition(".")
        assert getattr(import_module(modulo), tarefa).name == nome


def test_o_que_corre_de_segundos_em_segundos_expira_antes_da_volta_seguinte_e_cai_junto() -> None:
    """Cada instante em que a agenda acorda custa dez milésimos de CPU: nos mesmos, por `relative`."""
    for nome, linha in settings.CELERY_BEAT_SCHEDULE.items():
        if isinstance(quando := linha["schedule"], float):
            assert linha["options"]["expires"] == quando, nome
            assert linha["relative"], nome


def test_por_toda_fila_passa_uma_batida() -> None:
    das_rotas = {rota["queue"] for rota in settings.CELERY_TASK_ROUTES.values()}
    assert set(settings.FILAS) == {"celery", *das_rotas}
    batem = [
        linha["args"] + (linha["options"]["queue"],)
        for linha in settings.CELERY_BEAT_SCHEDULE.values()
        if linha["task"] == "sp156.tasks.bater"
    ]
    assert batem == [(fila, fila) for fila in settings.FILAS]
