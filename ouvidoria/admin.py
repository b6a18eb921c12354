"""Os lembretes da Ouvidoria na administração: quem é lembrado, e quando."""

from __future__ import annotations

from django.contrib import admin

from contas.administracao import ReferenciaAdmin
from ouvidoria.models import Lembrete


@admin.register(Lembrete)
class LembreteAdmin(ReferenciaAdmin):
    """Desligar um não desfaz o que ele já lembrou."""

    list_display = ("__str__", "quem", "dias", "repete_a_cada", "ativo", "origem")
    list_filter = ("ativo", "quem")
    fields = ("quem", "dias", "repete_a_cada", "ativo")
