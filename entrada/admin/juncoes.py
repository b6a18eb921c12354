"""Administração das contas da mesma pessoa: juntar duas, ver o que se juntou e desfazer."""

from __future__ import annotations

from typing import Any, override

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from contas.administracao.leituras import ProcuraDePessoas
from contas.guardas import usuario_da_sessao
from contas.models import Juncao, Usuario
from entrada.municipes import RecusaDeJuncao, desfazer, juntar_contas
from referencia.administracao import SoLeituraAdmin

SAO_DUAS = 2
SO_QUEM_ADMINISTRA = "Só quem administra tudo mexe na conta de quem entra na administração."


class JuntarForm(forms.Form):
    """Qual das duas contas fica, e como se soube que são da mesma pessoa."""

    fica = forms.ModelChoiceField(
        label="A conta que fica",
        queryset=Usuario.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Escolha a conta que fica."},
    )
    motivo = forms.CharField(
        label="Como se soube que são da mesma pessoa",
        max_length=300,
        widget=AdminTextareaWidget(attrs={"rows": 3, "cols": 60}),
        error_messages={"required": "Diga como se soube: fica escrito, e serve a quem for desfazer."},
    )

    def __init__(self, *args: Any, contas: QuerySet[Usuario], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fica"].queryset = contas  # type: ignore[attr-defined]


def juntar(
    modelo: admin.ModelAdmin[Any], request: HttpRequest, contas: QuerySet[Usuario]
) -> HttpResponse | None:
    """Pergunta qual fica e por quê; confirmado, junta e diz o que foi recusado."""
    if contas.count() != SAO_DUAS:
        messages.error(request, "Escolha duas contas.")
        return None
    form = JuntarForm(request.POST if "confirmado" in request.POST else None, contas=contas)
    if form.is_valid():
        fica = form.cleaned_data["fica"]
        sai = contas.exclude(pk=fica.pk).get()
        try:
            if not all(modelo.has_change_permission(request, conta) for conta in (fica, sai)):
                raise RecusaDeJuncao(SO_QUEM_ADMINISTRA)
            feita = juntar_contas(
                de=sai, para=fica, motivo=form.cleaned_data["motivo"], por=usuario_da_sessao(request)
            )
        except RecusaDeJuncao as recusa:
            messages.error(request, str(recusa))
            return None
        messages.success(request, f"A conta de {sai} passou a {fica}. As duas são avisadas por e-mail.")
        return redirect("admin:contas_juncao_change", feita.pk)
    contexto = {
        **modelo.admin_site.each_context(request),
        "title": "Juntar duas contas",
        "opts": modelo.opts,
        "form": form,
        "escolhidas": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "campo": ACTION_CHECKBOX_NAME,
    }
    return render(request, "admin/contas/usuario/juntar.html", contexto, status=422 if form.is_bound else 200)


@admin.register(Juncao)
class JuncaoAdmin(ProcuraDePessoas, SoLeituraAdmin):
    """O que passou de uma conta a outra. Vê e desfaz quem cadastra pessoas."""

    list_display = ("tipo", "de", "para", "em", "por", "desfeita_em")
    list_filter = ("tipo",)
    list_select_related = ("de", "para", "por")
    search_fields = ("de__nome__unaccent", "para__nome__unaccent", "de__email", "para__email")
    fields = ("tipo", "de", "para", "motivo", "por", "em", "desfeita_por", "desfeita_em")
    readonly_fields = fields
    ordering = ("-em",)
    actions = ("desfazer",)

    @override
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("contas.change_usuario")

    @override
    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.action(description="Desfazer a junção (uma)", permissions=["view"])
    def desfazer(self, request: HttpRequest, queryset: QuerySet[Juncao]) -> None:
        """Devolve à conta de antes o que passou."""
        if queryset.count() != 1:
            messages.error(request, "Escolha uma junção só.")
            return
        juncao, pessoas = queryset.get(), self.admin_site.get_model_admin(Usuario)
        try:
            if not all(pessoas.has_change_permission(request, conta) for conta in (juncao.de, juncao.para)):
                raise RecusaDeJuncao(SO_QUEM_ADMINISTRA)
            feita = desfazer(juncao=juncao, por=usuario_da_sessao(request))
        except RecusaDeJuncao as recusa:
            messages.error(request, str(recusa))
        else:
            messages.success(request, f"Desfeita: o que passou voltou a {feita.de}.")
