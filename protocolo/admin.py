"""Administração do calendário e dos prazos legais."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils import timezone

from contas.administracao import ReferenciaAdmin
from protocolo.models import DiaNaoUtil, PrazoLegal

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(DiaNaoUtil)
class DiaNaoUtilAdmin(ReferenciaAdmin):
    """Dias a mais no calendário. Não se apaga: revoga-se."""

    list_display = ("data", "nome", "tipo", "meio_expediente", "ato", "revogado_em")
    list_filter = ("tipo",)
    date_hierarchy = "data"
    fields = ("data", "nome", "tipo", "meio_expediente", "ato")
    actions = ("revogar",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A mudança de um dia conta como novo registro: a rotina refaz os prazos abertos."""
        obj.registrado_em = timezone.now()
        super().save_model(request, obj, form, change)

    @admin.action(description="Revogar os dias escolhidos", permissions=["change"])
    def revogar(self, request: HttpRequest, queryset: QuerySet[DiaNaoUtil]) -> None:
        """O dia volta a ser útil para os prazos que começarem a contar; os já ditos não encurtam."""
        for dia in queryset.filter(revogado_em=None):
            dia.revogado_em = timezone.now()
            dia.save(update_fields=["revogado_em"])


@admin.register(PrazoLegal)
class PrazoLegalAdmin(ReferenciaAdmin):
    """Prazos de lei e decreto, com vigência."""

    list_display = ("chave", "quantidade", "contagem", "base_legal", "vigente_de", "vigente_ate")
    list_filter = ("contagem",)
    search_fields = ("chave", "base_legal")
    ordering = ("chave", "vigente_de")
