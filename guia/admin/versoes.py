"""As versões: achar, ler por extenso, comparar, levar em planilha. Escreve-se em `guia/views/escrever.py`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, override

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override

from guia import acoes
from guia.admin.escopo import DoOrgaoAdmin
from guia.admin.planilhas import PlanilhaMixin
from guia.consultas import como_agir
from guia.guardas import escreve, quem
from guia.models import VersaoDoServico
from guia.publicacao import diferencas, por_extenso
from guia.situacoes import EM_ELABORACAO, Situacao
from referencia.administracao.listas import Escolha

COM_A_PREVIA = settings.SECURE_CSP | {"frame-src": [CSP.SELF]}
DENTRO_DA_PREVIA = settings.SECURE_CSP | {"frame-ancestors": [CSP.SELF]}
"""Só estas duas páginas: a da prévia põe dentro de si a do serviço."""


class RevisaoVencida(Escolha):
    """As publicadas que o órgão já devia ter relido."""

    title = "revisão"
    parameter_name = "revisao"
    opcoes = [("vencida", "Vencida"), ("30", "Vence em 30 dias"), ("ate_30", "Vencida ou vence em 30 dias")]

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        hoje = timezone.localdate()
        publicadas = queryset.filter(situacao=Situacao.PUBLICADA, servico__arquivado_em=None)
        if self.value() == "vencida":
            return publicadas.filter(revisar_em__lte=hoje)
        if self.value() == "30":
            return publicadas.filter(revisar_em__gt=hoje, revisar_em__lte=hoje + timedelta(days=30))
        if self.value() == "ate_30":
            return publicadas.filter(revisar_em__lte=hoje + timedelta(days=30))
        return queryset


class NoAr(Escolha):
    """As que o munícipe lê hoje, todas ou só as a que falta algo, e as que se escrevem."""

    title = "o que está no ar"
    parameter_name = "no_ar"
    opcoes = [
        ("sim", "No ar"),
        ("a_confirmar", "No ar, com campo a confirmar"),
        ("sem_caminho", "No ar, sem jeito de agir"),
        ("em_elaboracao", "Em elaboração"),
    ]

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "em_elaboracao":
            return queryset.filter(situacao__in=EM_ELABORACAO)
        if self.value() is None:
            return queryset
        no_ar = queryset.filter(situacao=Situacao.PUBLICADA, servico__arquivado_em=None)
        if self.value() == "sem_caminho":
            return no_ar.filter(solicitavel=False, caminhos=[], lugares=[])
        return no_ar.exclude(a_confirmar=[]) if self.value() == "a_confirmar" else no_ar


@admin.register(VersaoDoServico)
class VersaoAdmin(PlanilhaMixin, DoOrgaoAdmin):
    """Todas, para achar e ler. Vão e voltam em planilha."""

    change_form_template = "admin/guia/versaodoservico/change_form.html"
    caminho_ate_orgao = "servico__orgao"
    list_display = ("nome", "orgao", "numero", "situacao", "publicada_em", "revisar_em")
    list_filter = (
        NoAr,
        "situacao",
        RevisaoVencida,
        "origem",
        "prazo_provisorio",
        ("servico__orgao", admin.RelatedOnlyFieldListFilter),
        ("servico__assunto__tema", admin.RelatedOnlyFieldListFilter),
    )
    fields = readonly_fields = ("servico", "situacao", "numero")
    list_select_related = ("servico__orgao",)
    search_fields = ("nome__unaccent", "titulo__unaccent", "servico__slug", "servico__codigo")
    ordering = ("-pk",)

    @admin.display(description="órgão", ordering="servico__orgao__sigla")
    def orgao(self, versao: VersaoDoServico) -> str:
        return versao.servico.orgao.sigla if versao.servico.orgao else ""

    @override
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """O texto se escreve no fluxo; aqui se lê, compara e procura."""
        return obj is None and super().has_change_permission(request)

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not obj.imutavel)

    @override
    def por_que_nao_volta(self, request: HttpRequest, obj: Any) -> str:  # noqa: ARG002  a de todas
        """O texto de um serviço não se troca: volta-se ao de antes com outra versão, que se publica."""
        return (
            "O texto de um serviço não volta por aqui: abra a versão que já esteve no ar e use “Voltar a "
            "este texto”, que o leva por revisão e publicação."
        )

    @override
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Um texto novo nasce com o serviço, no fluxo; de um que já há, em “Criar nova versão”."""
        return redirect("escrever:novo")

    @override
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """O que ainda se escreve abre no fluxo, a quem escreve; o resto se lê por extenso."""
        versao = self.get_object(request, unquote(object_id))
        if not versao.imutavel and escreve(request.user, versao.servico.orgao_id):
            return redirect("escrever:conferir", versao.pk)
        campos = por_extenso.campos(versao)
        lida: HttpResponse = super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "campos": campos}
        )
        return lida

    @override
    def get_urls(self) -> list[URLPattern]:
        telas = [("nova", self.nova), ("previa", self.previa), ("pagina", self.pagina)]
        telas.append(("diferenca", self.diferenca))
        return [
            *(
                path(
                    f"<int:pk>/{nome}/", self.admin_site.admin_view(tela), name=f"guia_versaodoservico_{nome}"
                )
                for nome, tela in telas
            ),
            *super().get_urls(),
        ]

    def _versao(self, request: HttpRequest, pk: int) -> VersaoDoServico:
        """A versão que a pessoa pode ver: 404, depois 403."""
        versao: VersaoDoServico = get_object_or_404(
            self.get_queryset(request).select_related("servico__assunto__tema", "servico__orgao"), pk=pk
        )
        if not self.has_view_permission(request, versao):
            raise PermissionDenied
        return versao

    def _da_pagina(self, request: HttpRequest, versao: VersaoDoServico) -> dict[str, Any]:
        """O que uma página sobre a versão tem, e o caminho até ela."""
        comum = {"opts": self.opts, "original": versao, "versao": versao}
        return {**self.admin_site.each_context(request), **comum}

    def nova(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Abre um rascunho com o texto desta versão, ou leva ao que já está aberto.

        De uma versão antiga, é o caminho de volta: o texto dela vira rascunho, e se publica de novo.
        """
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_add_permission(request):
            raise PermissionDenied
        base = self._versao(request, pk)
        aberta = base.servico.versoes.em_elaboracao().first()
        versao = aberta or acoes.propor(servico=base.servico, por=quem(request.user), base=base)
        return redirect("escrever:texto", versao.pk)

    @method_decorator(csp_override(COM_A_PREVIA))
    def previa(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A página como o munícipe a verá, na largura de um celular."""
        versao = self._versao(request, pk)
        contexto = {**self._da_pagina(request, versao), "title": "Como o munícipe verá"}
        return render(request, "admin/guia/versaodoservico/previa.html", contexto)

    @method_decorator(csp_override(DENTRO_DA_PREVIA))
    @method_decorator(xframe_options_sameorigin)
    def pagina(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A página do serviço com o texto desta versão, publicada ou não."""
        versao = self._versao(request, pk)
        contexto = {
            "servico": versao.servico,
            "versao": versao,
            "caminho": [(versao.chamado, "")],
            **como_agir(versao),
        }
        return render(request, "guia/servico.html", contexto)

    def diferenca(self, request: HttpRequest, pk: int) -> HttpResponse:
        """O que muda em relação à versão publicada ou, se esta já foi ao ar, à que veio antes."""
        versao = self._versao(request, pk)
        anteriores = versao.servico.versoes.filter(numero__lt=versao.numero).order_by("-numero")
        antes = versao.servico.publicada if not versao.imutavel else anteriores.first()
        contexto = {
            **self._da_pagina(request, versao),
            "title": f"O que muda em {versao}",
            "antes": antes,
            "mudancas": diferencas.comparar(antes, versao),
        }
        return render(request, "admin/guia/versaodoservico/diferenca.html", contexto)
