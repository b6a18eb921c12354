"""A administração do atendimento: as regras, numa linha só, e os ramais."""

from __future__ import annotations

from django.contrib import admin

from atendimento.models import Ramal, RegraDoAtendimento
from contas.administracao import ReferenciaAdmin


@admin.register(RegraDoAtendimento)
class RegraDoAtendimentoAdmin(ReferenciaAdmin):
    """Uma linha só: não se cria nem se apaga."""

    se_cria = se_apaga = False


@admin.register(Ramal)
class RamalAdmin(ReferenciaAdmin):
    """De quem é cada ramal, para a central telefônica dizer quem atendeu."""

    list_display = ["numero", "usuario"]
    list_select_related = ["usuario"]
    search_fields = ["numero", "usuario__nome__unaccent"]
    autocomplete_fields = ["usuario"]
