"""Lugares, comunicados, suspensões, opiniões e buscas sem resultado."""

from __future__ import annotations

from typing import override

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from guia import guardas
from guia.admin.escopo import DoOrgaoAdmin
from guia.models import BuscaSemResultado, Comunicado, Lugar, Opiniao, Suspensao
from referencia.administracao import DeHojeAdmin, SoLeituraAdmin
from referencia.administracao.listas import pelo_nome


@admin.register(Lugar)
class LugarAdmin(DoOrgaoAdmin):
    list_display = ("nome", "orgao", "endereco", "telefone")
    ordering = (pelo_nome("nome"),)
    list_filter = (("orgao", admin.RelatedOnlyFieldListFilter), "origem")
    list_select_related = ("orgao",)
    search_fields = ("nome__unaccent", "slug", "endereco__unaccent")
    prepopulated_fields = {"slug": ("nome",)}


@admin.register(Comunicado)
class ComunicadoAdmin(DeHojeAdmin):
    list_display = ("titulo", "tema", "servico", "de", "ate")
    list_filter = ("tema",)
    list_select_related = ("tema", "servico__publicada")
    search_fields = ("titulo__unaccent", "texto__unaccent")
    autocomplete_fields = ("servico",)


@admin.register(Suspensao)
class SuspensaoAdmin(DeHojeAdmin):
    list_display = ("servico", "motivo", "de", "ate")
    list_select_related = ("servico__publicada",)
    search_fields = ("servico__slug", "servico__publicada__nome__unaccent", "motivo__unaccent")
    autocomplete_fields = ("servico",)


@admin.register(BuscaSemResultado)
class BuscaSemResultadoAdmin(SoLeituraAdmin):
    list_display = ("texto", "vezes", "ultima_em")
    search_fields = ("texto",)


@admin.register(Opiniao)
class OpiniaoAdmin(SoLeituraAdmin):
    """O que os leitores acharam; o ponto focal vê o dos serviços do seu órgão."""

    list_display = ("servico", "util", "comentario", "em")
    list_filter = ("util", ("servico__orgao", admin.RelatedOnlyFieldListFilter), "em")
    list_select_related = ("servico__publicada",)
    search_fields = ("comentario__unaccent", "servico__slug")

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Opiniao]:
        return guardas.so_do_orgao(super().get_queryset(request), request.user, "servico__orgao")
