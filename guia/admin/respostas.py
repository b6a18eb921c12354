"""O que a busca responde antes dos serviços."""

from __future__ import annotations

from django.contrib import admin

from guia.forms.administracao import RespostaDeBuscaForm
from guia.models import RespostaDeBusca
from referencia.administracao import ReferenciaAdmin


@admin.register(RespostaDeBusca)
class RespostaDeBuscaAdmin(ReferenciaAdmin):
    """Emergências, com o número a chamar, e o que não é da Prefeitura, com a porta certa."""

    form = RespostaDeBuscaForm
    list_display = ("titulo", "urgente", "ordem", "link")
    list_filter = ("urgente", "origem")
    search_fields = ("titulo__unaccent", "frase__unaccent", "slug")
    prepopulated_fields = {"slug": ("titulo",)}
