"""Entrada do servidor web (granian)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sp156.settings")
os.environ.setdefault("SP156_PROCESSO", "web")

application = get_wsgi_application()
