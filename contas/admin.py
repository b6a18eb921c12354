"""Administração de pessoas, grupos e registros de leitura."""

from __future__ import annotations

from typing import Any, override

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group, Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from contas import acessos, documentos
from contas.administracao import HistoricoAdmin, ReferenciaAdmin, SoLeituraAdmin
from contas.models import ExigenciaDeSegundoFator, LeituraDePessoal, RegistroDeAcesso, Usuario
from contas.senha import esquecer_outros_enderecos, link_para_escolher

SEM_TELA = frozenset({"abrir_selo", "ler_acessos"})
"""Permissões que um grupo dá e que não são de tabela da administração."""


class UsuarioForm(forms.ModelForm[Usuario]):
    """Sem senha: quem entra escolhe a sua pelo link."""

    class Meta:
        model = Usuario
        fields = ("nome", "email", "cpf", "is_active", "is_staff", "groups")

    def clean_cpf(self) -> str | None:
        """CPF só com números, conferido."""
        cpf = self.cleaned_data.get("cpf")
        return documentos.validar_cpf(cpf) if cpf else None

    def clean(self) -> dict[str, Any]:
        """Sem e-mail e sem CPF ninguém teria como entrar."""
        dados = super().clean() or {}
        if not dados.get("email") and not dados.get("cpf") and not self.errors:
            raise forms.ValidationError("Escreva o e-mail ou o CPF: é com um deles que a pessoa entra.")
        return dados


@admin.register(Usuario)
class UsuarioAdmin(HistoricoAdmin):
    """Cadastra quem trabalha; ninguém digita a senha de ninguém.

    Quem administra sem administrar tudo (grupo "Administração") cuida de quem trabalha nas
    caixas e no balcão. Quem entra na administração só é mudado por quem administra tudo:
    trocar o e-mail de alguém é poder escolher a senha dele.
    """

    form = UsuarioForm
    list_display = ("nome", "email", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "groups")
    search_fields = ("nome", "email", "cpf")
    ordering = ("nome", "pk")
    filter_horizontal = ("groups",)
    readonly_fields = ("ultima_entrada",)
    actions = ("gerar_link_de_senha", "desligar_segundo_fator")
    se_apaga = False
    """Quem agiu fica na história: desativa-se, não se apaga."""

    @admin.display(description="última entrada")
    def ultima_entrada(self, obj: Usuario) -> str:
        return f"{obj.last_login:%d/%m/%Y %H:%M}" if obj.last_login else "ainda não entrou"

    @override
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        acessos.registrar_ficha(pessoa=obj, por=request.user, nova=not change, mudados=form.changed_data)
        esquecer_outros_enderecos(obj)
        if not change:
            self._entregar_link(request, obj)

    @override
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        with acessos.ao_mudar_grupos(form.instance, por=request.user):
            super().save_related(request, form, formsets, change)

    @override
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        permitido: bool = super().has_change_permission(request, obj)
        return permitido and (obj is None or not obj.is_staff or administra_tudo(request))

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Só quem administra tudo dá acesso à administração."""
        fixos = () if administra_tudo(request) else ("is_staff", "groups")
        return (*self.readonly_fields, *fixos)

    @admin.action(description="Gerar link para escolher a senha (uma pessoa)", permissions=["change"])
    def gerar_link_de_senha(self, request: HttpRequest, queryset: QuerySet[Usuario]) -> None:
        """Mostra o link uma vez, para ser entregue à pessoa; de administrador, só a outro administrador."""
        if usuario := self._a_pessoa(request, queryset):
            self._entregar_link(request, usuario)

    @admin.action(
        description="Desligar a verificação em duas etapas (uma pessoa, que perdeu o celular)",
        permissions=["change"],
    )
    def desligar_segundo_fator(self, request: HttpRequest, queryset: QuerySet[Usuario]) -> None:
        """Quem perdeu o celular e os códigos volta a entrar só com a senha, e é avisado."""
        usuario = self._a_pessoa(request, queryset)
        if usuario is None:
            return
        if not Authenticator.objects.filter(user=usuario).delete()[0]:
            messages.warning(request, f"{usuario} não usa a verificação em duas etapas.")
            return
        self.log_change(request, usuario, "Desligou a verificação em duas etapas.")
        get_adapter(request).send_notification_mail("mfa/email/totp_deactivated", usuario)
        messages.success(request, f"{usuario} agora entra só com a senha.")

    def _a_pessoa(self, request: HttpRequest, queryset: QuerySet[Usuario]) -> Usuario | None:
        """A única escolhida, se quem está na página pode mudá-la; senão diz por que não."""
        pessoas = list(queryset[:2])
        if len(pessoas) != 1:
            messages.error(request, "Escolha uma pessoa só.")
        elif not self.has_change_permission(request, pessoas[0]):
            messages.error(
                request, "Só quem administra tudo pode mexer na conta de quem entra na administração."
            )
        elif not pessoas[0].is_active:
            messages.error(request, "Esta conta está desativada. Ative-a antes.")
        else:
            return pessoas[0]
        return None

    def _entregar_link(self, request: HttpRequest, usuario: Usuario) -> None:
        self.log_change(request, usuario, "Gerou o link para escolher a senha.")
        acessos.registrar(ato=RegistroDeAcesso.Ato.LINK, pessoa=usuario, por=request.user)
        messages.success(
            request,
            format_html(
                'Entregue este link só a {}, que por ele escolhe a senha: <a href="{link}">{link}</a>',
                usuario,
                link=link_para_escolher(usuario),
            ),
        )


def administra_tudo(request: HttpRequest) -> bool:
    """Quem pode dar e tirar acesso à administração."""
    return bool(getattr(request.user, "is_superuser", False))


class PermissaoField(forms.ModelMultipleChoiceField):
    """As permissões em português, como as telas a que dão acesso."""

    @override
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.content_type.name}: {acessos.verbo_de(obj)}"


class GrupoForm(forms.ModelForm[Group]):
    """Só as permissões de telas que existem."""

    permissions = PermissaoField(
        label="telas e o que se pode fazer nelas",
        required=False,
        queryset=Permission.objects.none(),
        widget=FilteredSelectMultiple("permissões", is_stacked=False),
    )

    class Meta:
        model = Group
        fields = ("name", "permissions")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        telas = {(m._meta.app_label, m._meta.model_name) for m in admin.site._registry}  # noqa: SLF001
        todas = Permission.objects.select_related("content_type").order_by("content_type__app_label", "pk")
        chaves = [
            p.pk
            for p in todas
            if (p.content_type.app_label, p.content_type.model) in telas or p.codename in SEM_TELA
        ]
        campo = self.fields["permissions"]
        campo.queryset = todas.filter(pk__in=chaves)  # type: ignore[attr-defined]


admin.site.unregister(Group)


@admin.register(Group)
class GrupoAdmin(GroupAdmin):
    """Que telas da administração cada grupo vê. Quem serve onde é a lotação."""

    form = GrupoForm

    @override
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        with acessos.ao_mudar_permissoes(form.instance, por=request.user):
            super().save_related(request, form, formsets, change)


@admin.register(LeituraDePessoal)
class LeituraDePessoalAdmin(SoLeituraAdmin):
    """Quem leu dados de quem."""

    list_display = ("em", "usuario", "papel", "protocolo", "o_que", "motivo")
    list_filter = ("papel",)
    search_fields = ("protocolo__exact",)
    date_hierarchy = "em"
    list_select_related = ("usuario",)
    show_full_result_count = False


@admin.register(ExigenciaDeSegundoFator)
class ExigenciaDeSegundoFatorAdmin(ReferenciaAdmin):
    """De que papel se exige o segundo fator; só quem administra tudo muda, e nada se cria nem some."""

    list_display = ("papel", "desde", "prazo_em_dias")
    readonly_fields = ("papel",)
    ordering = ("pk",)
    se_cria = se_apaga = False

    @override
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return administra_tudo(request) and bool(super().has_change_permission(request, obj))
