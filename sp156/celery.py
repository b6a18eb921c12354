"""Aplicativo do Celery: `celery -A sp156 worker` e `celery -A sp156 beat`."""

import os
import warnings

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sp156.settings")
# Só vale quando é o próprio Celery que começa: nos outros processos já está definido.
os.environ.setdefault("SP156_PROCESSO", "fila")
# As conferências leriam todas as páginas, que a fila não usa; `manage.py check` e o portal já as fizeram.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

if "SP156_EMBUTIDO" in os.environ:
    # Na máquina de quem experimenta, root é o normal (contêiner); em produção o aviso fica.
    warnings.filterwarnings("ignore", message=r"\s*You're running the worker with superuser")

app = Celery("sp156")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
