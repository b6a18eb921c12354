"""Aplicativo do Celery: `celery -A sp156 worker`; a agenda tem o seu (`sp156.fila.agenda`)."""

import gc
import os
import warnings
from typing import Any

from celery import Celery
from celery.signals import worker_init
from django.conf import settings

from sp156.fila import posta_em  # noqa: F401 - marca a hora no que se põe na fila

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sp156.settings")
if not settings.configured:  # é o próprio Celery que começa
    os.environ.setdefault("SP156_PROCESSO", "fila")
    # As conferências leriam todas as páginas; fazem-nas a integração e o `migrate` de quem põe no ar.
    os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

if "SP156_EMBUTIDO" in os.environ:
    # Na máquina de quem experimenta, root é o normal (contêiner); em produção o aviso fica.
    warnings.filterwarnings("ignore", message=r"\s*You're running the worker with superuser")

app = Celery("sp156")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def ler_paginas(sender: Any, **_: Any) -> None:
    """Quem se divide em processos lê as páginas antes: cada um as leria de novo ao escrever o primeiro link.

    Os outros (a agenda, os de linhas e o de um só) leem-nas quando uma rotina pede um endereço.
    """
    if "prefork" in str(sender.pool_cls):  # a classe, ou o nome dela
        from django.urls import get_resolver  # noqa: PLC0415 - só com o Django pronto

        list(get_resolver().url_patterns)
        gc.freeze()
