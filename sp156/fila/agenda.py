"""O Celery da agenda, `celery -A sp156.fila.agenda beat`: põe nomes na fila à hora, sem o Django."""

import os

from celery import Celery
from django.conf import settings
from django.utils.log import configure_logging

from sp156.fila import posta_em  # noqa: F401 - marca a hora no que se põe na fila

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sp156.settings")
os.environ.setdefault("SP156_PROCESSO", "fila")

app = Celery("sp156", fixups=[])  # o de fábrica carregaria os aplicativos do Django
app.config_from_object("django.conf:settings", namespace="CELERY")
configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
