"""Administração das propostas de acesso: o que espera outra pessoa, e o que já se decidiu."""

from __future__ import annotations

from typing import Any, override

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from contas.administracao.leituras import ProcuraDePessoas
from contas.guardas import usuario_da_sessao
from contas.models import (
    PropostaDeAcesso,
)
from entrada.acesso import RecusaDeProposta, aceitar, recusar
from entrada.acesso.acoes import por_que_nao_e_voce
from entrada.acesso.guarda_sigilo import pode_aceitar
from entrada.acesso.por_onde_entra import comparar, o_que_mudou, por_que_nao_se_aceita
from entrada.administracao.mediante_proposta import (
    propor_com_motivo,
)
from referencia.administracao import SoLeituraAdmin
from referencia.administracao.listas import Escolha


class EstadoDaProposta(Escolha):
    """Filtro das propostas: as que esperam, as aceitas e as recusadas."""

    title = "estado"
    parameter_name = "estado"
    opcoes = [("espera", "Espera outra pessoa"), ("aceita", "Aceita"), ("recusada", "Recusada ou vencida")]

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        espera = Q(aceita=None, vale_ate__gte=timezone.now())
        quais = {"espera": espera, "aceita": Q(aceita=True), "recusada": ~espera & ~Q(aceita=True)}
        valor = self.value()
        return queryset.filter(quais[valor]) if valor in quais else queryset


@admin.register(PropostaDeAcesso)
class PropostaDeAcessoAdmin(ProcuraDePessoas, SoLeituraAdmin):
    """O que espera outra pessoa, e o que já se decidiu.

    Ver pode quem cadastra pessoas; decidir, quem tem a permissão.
    """

    list_display = ("resumo", "proposta_por", "proposta_em", "estado")
    list_filter = (EstadoDaProposta, "tipo")
    list_select_related = ("proposta_por", "decidida_por")
    search_fields = ("pessoa__nome__unaccent", "resumo__unaccent")
    fields = ("resumo", "motivo", "proposta_por", "proposta_em", "vale_ate", "estado", "decidida_por")
    readonly_fields = fields
    ordering = ("-proposta_em",)
    change_form_template = "admin/contas/propostadeacesso/change_form.html"

    @admin.display(description="estado")
    def estado(self, obj: PropostaDeAcesso) -> str:
        if obj.aceita:
            return f"Aceita em {timezone.localtime(obj.decidida_em):%d/%m/%Y %H:%M}" + (
                ", pelo console" if obj.pelo_console else ""
            )
        if obj.aceita is not None:
            return "Recusada"
        return "Espera outra pessoa" if obj.vale_ate >= timezone.now() else "Venceu sem decisão"

    @override
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        usuario = request.user
        return usuario.has_perm("contas.change_usuario") or usuario.has_perm("contas.aceitar_proposta")

    @override
    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @override
    def get_urls(self) -> list[URLPattern]:
        """Além das do Django, as três que só recebem o que as páginas mandam."""
        return [
            *(
                path(
                    f"{onde}{verbo}/",
                    self.admin_site.admin_view(require_POST(view)),
                    name=f"contas_propostadeacesso_{verbo}",
                )
                for onde, verbo, view in (
                    ("", "propor", self.propor),
                    ("<int:pk>/", "aceitar", self.aceitar),
                    ("<int:pk>/", "recusar", self.recusar),
                )
            ),
            *super().get_urls(),
        ]

    @override
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A proposta e, a quem cabe, os botões de decidir; a quem não cabe, por que não."""
        proposta = self.get_object(request, unquote(object_id))
        contexto = {"title": "Proposta de acesso", **_decisao(proposta, request)}
        return super().change_view(request, object_id, form_url, {**contexto, **(extra_context or {})})

    def propor(self, request: HttpRequest) -> HttpResponse:
        return propor_com_motivo(request, self.admin_site)

    def aceitar(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._decidir(request, pk, aceitar, "Aceito. O que se propôs já vale.")

    def recusar(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._decidir(request, pk, recusar, "Recusado. Nada mudou.")

    def _decidir(self, request: HttpRequest, pk: int, decidir: Any, feito: str) -> HttpResponse:
        proposta = get_object_or_404(PropostaDeAcesso, pk=pk)
        if not self.has_view_permission(request, proposta):
            raise PermissionDenied
        try:
            decidir(proposta=proposta, por=usuario_da_sessao(request))
        except RecusaDeProposta as recusa:
            messages.error(request, str(recusa))
        else:
            messages.success(request, feito)
        return redirect("admin:contas_propostadeacesso_change", pk)


def _decisao(proposta: PropostaDeAcesso, request: HttpRequest) -> dict[str, Any]:
    """O que quem está na página pode fazer da proposta."""
    quem = usuario_da_sessao(request)
    em_aberto = proposta.aceita is None and proposta.vale_ate >= timezone.now()
    se_ve = em_aberto and pode_aceitar(quem)
    nao_se_aceita = por_que_nao_se_aceita(proposta) if em_aberto else ""
    nao_e_voce = por_que_nao_e_voce(proposta, quem) if em_aberto else ""
    return {
        "por_onde": comparar(proposta) if se_ve else [],
        "mudancas": o_que_mudou(proposta.pessoa) if se_ve else [],
        "nao_se_aceita": nao_se_aceita,
        "nao_e_voce": nao_e_voce,
        "propria": quem.pk == proposta.proposta_por_id,
        "se_aceita": em_aberto and not nao_se_aceita and not nao_e_voce,
        "se_recusa": em_aberto and (quem.pk == proposta.proposta_por_id or pode_aceitar(quem)),
    }
