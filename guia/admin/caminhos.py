"""Os jeitos oficiais de agir, com a lista dos que falta conferir, e as emergências."""

from __future__ import annotations

from typing import Any, override

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from guia import acoes
from guia.guardas import quem
from guia.models import Caminho, VersaoDoServico
from guia.publicacao.trabalho import vencidos
from referencia.administracao import ReferenciaAdmin
from referencia.administracao.listas import Escolha, pelo_nome


class PorConferir(Escolha):
    """O que ninguém abriu ainda, o que sumiu, e o que já se viu que serve."""

    title = "conferência"
    parameter_name = "conferencia"
    opcoes = [("falta", "Por conferir"), ("nao_serve", "Não servem mais"), ("serve", "Conferidos")]
    opcoes += [("vencidos", "Não servem mais ou conferidos há mais de um ano")]

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "falta":
            return queryset.filter(resultado=Caminho.Resultado.POR_CONFERIR)
        if self.value() == "vencidos":
            return queryset.filter(pk__in=vencidos(timezone.localdate()).values("pk"))
        return queryset.filter(resultado=self.value()) if self.value() else queryset


@admin.register(Caminho)
class CaminhoAdmin(ReferenciaAdmin):
    """Cada caminho se escreve uma vez. Conferir é abrir o endereço, ligar ou ir: só depois se marca."""

    list_display = ("rotulo", "tipo", "abrir", "resultado", "conferido_em")
    ordering = (pelo_nome("rotulo"),)
    list_filter = (PorConferir, "tipo", "certeza", "emergencia")
    list_select_related = ("lugar",)
    search_fields = ("rotulo__unaccent", "valor", "slug")
    autocomplete_fields = ("lugar",)
    prepopulated_fields = {"slug": ("rotulo",)}
    readonly_fields = ("citado_por",)
    actions = ("serve", "nao_serve")

    @admin.display(description="endereço ou número")
    def abrir(self, caminho: Caminho) -> str:
        """O próprio caminho, que se abre para conferir."""
        dito = caminho.valor or str(caminho.lugar or "")
        return format_html('<a href="{}">{}</a>', caminho.link, dito) if caminho.link else dito

    @admin.display(description="serviços que o citam")
    def citado_por(self, caminho: Caminho) -> str:
        """Os nomes, do que está no ar: quem muda o caminho vê o que muda com ele."""
        no_ar = VersaoDoServico.objects.no_ar().filter(caminhos__contains=[caminho.slug])
        return "\n".join(no_ar.order_by("nome").values_list("nome", flat=True)) or "nenhum"

    @admin.action(description="Conferi hoje: servem", permissions=["change"])
    def serve(self, request: HttpRequest, queryset: QuerySet[Caminho]) -> None:
        self._conferir(request, queryset, serve=True)

    @admin.action(description="Conferi hoje: não servem mais", permissions=["change"])
    def nao_serve(self, request: HttpRequest, queryset: QuerySet[Caminho]) -> None:
        self._conferir(request, queryset, serve=False)

    def _conferir(self, request: HttpRequest, queryset: QuerySet[Caminho], *, serve: bool) -> None:
        hoje, por = timezone.localdate(), quem(request.user)
        for caminho in queryset:
            acoes.conferir(caminho=caminho, serve=serve, em=hoje, por=por)
        self.message_user(request, f"Conferidos em {hoje:%d/%m/%Y}: {len(queryset)}.", messages.SUCCESS)
