"""Base do Django admin do projeto: dados de referência e casos só para leitura."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from contas.referencia import Origem

if TYPE_CHECKING:
    from django.forms import ModelForm
    from django.http import HttpRequest


class ReferenciaAdmin(SimpleHistoryAdmin):
    """Admin das tabelas de referência: quem grava aqui vira o dono da linha."""

    history_list_display = ["history_type"]

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        obj.origem = Origem.EDICAO
        obj._history_user = request.user
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        obj._history_user = request.user
        super().delete_model(request, obj)


class SoLeituraAdmin(admin.ModelAdmin[Any]):
    """Casos e registros: a administração vê e não mexe; quem muda é a ação."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


admin.site.site_header = "SP156: administração"
admin.site.site_title = "SP156"
admin.site.index_title = "Administração"
