"""Administração de pessoas e dos registros de leitura."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from simple_history.admin import SimpleHistoryAdmin

from contas import documentos
from contas.administracao import SoLeituraAdmin
from contas.models import LeituraDePessoal, Usuario
from contas.senha import link_para_escolher

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class UsuarioForm(forms.ModelForm[Usuario]):
    """Sem senha: quem entra escolhe a sua pelo link."""

    class Meta:
        model = Usuario
        fields = ("nome", "email", "cpf", "is_active", "is_staff", "groups")

    def clean_cpf(self) -> str | None:
        """CPF só com números, conferido."""
        cpf = self.cleaned_data.get("cpf")
        return documentos.validar_cpf(cpf) if cpf else None


@admin.register(Usuario)
class UsuarioAdmin(SimpleHistoryAdmin):
    """Cadastra quem trabalha; ninguém digita a senha de ninguém."""

    form = UsuarioForm
    list_display = ("nome", "email", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "groups")
    search_fields = ("nome", "email", "cpf")
    filter_horizontal = ("groups",)
    actions = ("gerar_link_de_senha",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj._history_user = request.user
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Quem agiu fica na história: desativa-se, não se apaga."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Só quem administra tudo dá acesso à administração."""
        return () if getattr(request.user, "is_superuser", False) else ("is_staff", "groups")

    @admin.action(description="Gerar link para escolher a senha (uma pessoa)", permissions=["change"])
    def gerar_link_de_senha(self, request: HttpRequest, queryset: QuerySet[Usuario]) -> None:
        """Mostra o link uma vez, para ser entregue à pessoa; de administrador, só a outro administrador."""
        usuario = queryset.first()
        if queryset.count() != 1 or usuario is None:
            messages.error(request, "Escolha uma pessoa só.")
        elif usuario.is_staff and not getattr(request.user, "is_superuser", False):
            messages.error(
                request, "Só quem administra tudo pode gerar o link de quem entra na administração."
            )
        else:
            messages.success(request, f"Entregue este link a {usuario}: {link_para_escolher(usuario)}")


@admin.register(LeituraDePessoal)
class LeituraDePessoalAdmin(SoLeituraAdmin):
    """Quem leu dados de quem."""

    list_display = ("em", "usuario", "papel", "protocolo", "o_que", "motivo")
    list_filter = ("papel",)
    search_fields = ("protocolo__exact",)
    date_hierarchy = "em"
    list_select_related = ("usuario",)
    show_full_result_count = False
