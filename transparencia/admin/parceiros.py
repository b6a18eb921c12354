"""Os parceiros do Open311: o que cada um pode, as chaves que valem e o que ele usou."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, override

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from contas.guardas import usuario_da_sessao
from protocolo.erros import Conflito
from referencia.administracao import ReferenciaAdmin, SoLeituraAdmin
from transparencia.models import Chave, Parceiro, UsoDoParceiro
from transparencia.open311.acoes import dar_chave, revogar_chave

DIAS_DE_USO = timedelta(days=30)


class SoParaVer(admin.TabularInline):
    """As linhas de um parceiro, que só as ações escrevem."""

    extra = 0
    can_delete = False
    _nunca = SoLeituraAdmin._nunca  # noqa: SLF001  a mesma resposta
    has_add_permission = has_change_permission = has_delete_permission = _nunca

    @override
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("transparencia.view_parceiro")


class AsChaves(SoParaVer):
    """As que valem e as que já não valem; a chave inteira não se guarda."""

    model = Chave
    verbose_name_plural = "chaves"
    fields = readonly_fields = ("criada_em", "criada_por", "revogada_em", "revogada_por")


class OUso(SoParaVer):
    """Dia a dia, nos últimos trinta."""

    model = UsoDoParceiro
    verbose_name_plural = "uso nos últimos 30 dias"
    fields = readonly_fields = ("abertos", "repetidos", "recusados", "ultimo_erro", "ultimo_em")

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[UsoDoParceiro]:
        return super().get_queryset(request).filter(dia__gte=timezone.localdate() - DIAS_DE_USO)


@admin.register(Parceiro)
class ParceiroAdmin(ReferenciaAdmin):
    """Cria-se o parceiro, e depois dá-se-lhe a chave, que só se mostra uma vez."""

    se_apaga = False
    list_display = ("nome", "alcance", "valendo", "ultimo_uso", "contato")
    list_filter = ("alcance",)
    search_fields = ("nome__unaccent",)
    search_help_text = "O nome."
    fields = ("nome", "contato", "alcance", "por_minuto", "hosts")
    inlines = (AsChaves, OUso)
    change_form_template = "admin/transparencia/parceiro/change_form.html"

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Parceiro]:
        """As contas em subconsultas: com GROUP BY, a linha não se trava para voltar a uma versão."""
        deste = {"parceiro": OuterRef("pk")}
        valem = Chave.objects.filter(**deste, revogada_em=None).values("parceiro").annotate(n=Count("pk"))
        usos = UsoDoParceiro.objects.filter(**deste).values("parceiro").annotate(em=Max("ultimo_em"))
        todos: QuerySet[Parceiro] = super().get_queryset(request)
        return todos.annotate(
            valem=Coalesce(Subquery(valem.values("n")), 0), usado_em=Subquery(usos.values("em"))
        )

    @override
    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else ()

    @admin.display(description="chaves que valem", ordering="valem")
    def valendo(self, obj: Any) -> int:
        return int(obj.valem)

    @admin.display(description="último envio", ordering="usado_em")
    def ultimo_uso(self, obj: Any) -> Any:
        return obj.usado_em

    @override
    def get_urls(self) -> list[URLPattern]:
        def so_post(view: Any) -> Any:
            return self.admin_site.admin_view(require_POST(view))

        return [
            path("<int:pk>/chave/", so_post(self.dar), name="transparencia_parceiro_chave"),
            path(
                "<int:pk>/revogar/<int:chave>/", so_post(self.revogar), name="transparencia_parceiro_revogar"
            ),
            *super().get_urls(),
        ]

    @override
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Com os botões de dar uma chave e de revogar cada uma que vale."""
        parceiro = self.get_object(request, object_id)
        valem = list(parceiro.chaves.filter(revogada_em=None)) if parceiro else []
        return super().change_view(request, object_id, form_url, {"valem": valem, **(extra_context or {})})

    def _do_botao(self, request: HttpRequest, pk: int) -> Parceiro:
        parceiro = get_object_or_404(Parceiro, pk=pk)
        if not self.has_change_permission(request, parceiro):
            raise PermissionDenied
        return parceiro

    def dar(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Mostra a chave nova uma vez: sair da página é perdê-la."""
        parceiro = self._do_botao(request, pk)
        try:
            chave = dar_chave(parceiro=parceiro, por=usuario_da_sessao(request))
        except Conflito as recusa:
            messages.error(request, str(recusa))
            return redirect("admin:transparencia_parceiro_change", pk)
        contexto = {
            **self.admin_site.each_context(request),
            "title": f"A chave de {parceiro}",
            "opts": self.opts,
            "parceiro": parceiro,
            "chave": chave,
        }
        return render(request, "admin/transparencia/parceiro/chave.html", contexto)

    def revogar(self, request: HttpRequest, pk: int, chave: int) -> HttpResponse:
        """Deixa de valer já."""
        parceiro = self._do_botao(request, pk)
        revogar_chave(chave=get_object_or_404(parceiro.chaves, pk=chave), por=usuario_da_sessao(request))
        messages.success(request, "Revogada. Quem ainda a usa recebe 403.")
        return redirect("admin:transparencia_parceiro_change", pk)
