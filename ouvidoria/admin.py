"""Os lembretes da Ouvidoria na administração: quem é lembrado, e quando."""

from __future__ import annotations

from django.contrib import admin

from ouvidoria.models import Lembrete
from protocolo.admin import LembreteAdmin

admin.site.register(Lembrete, LembreteAdmin)
