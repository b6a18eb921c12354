"""Aplicativo do Celery: `celery -A sp156 worker` e `celery -A sp156 beat`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sp156.settings")
# Só vale quando é o próprio Celery que começa: nos outros processos já está definido.
os.environ.setdefault("SP156_PROCESSO", "fila")

app = Celery("sp156")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
