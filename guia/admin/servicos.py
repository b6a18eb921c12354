"""O serviço na administração: endereço, órgão e assunto; arquivar e restaurar; o estado do Guia."""

from __future__ import annotations

from typing import Any, override

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html_join

from guia import acoes, consultas
from guia.admin.arquivar import arquivar_escolhidos
from guia.admin.escopo import DoOrgaoAdmin
from guia.busca import indice
from guia.forms.administracao import ServicoForm
from guia.guardas import PUBLICAR, coordena, orgaos_de, quem
from guia.models import Servico, SlugAntigo
from guia.publicacao import relatorio
from referencia.administracao.listas import Escolha, SeTem, pelo_nome


class NoPortalAntigo(Escolha):
    """Os que, no ar, citam uma página do portal antigo: atenda ele ainda ou não, há de se trocar."""

    title = "portal antigo"
    parameter_name = "portal_antigo"
    opcoes = [("sim", "No ar, com página do portal antigo")]

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        return queryset.filter(pk__in=consultas.no_portal_antigo().values("pk"))


class Arquivado(SeTem):
    """Os que o Guia mostra ou vai mostrar, e os que a cidade deixou de oferecer."""

    title = "no Guia"
    parameter_name = "arquivado"
    campo = "arquivado_em"
    opcoes = [("nao", "Os que se oferecem"), ("sim", "Os arquivados")]


@admin.register(Servico)
class ServicoAdmin(DoOrgaoAdmin):
    """O serviço. O texto está nas versões; arquivar e restaurar são ações da lista."""

    form = ServicoForm
    list_display = ("como_se_chama", "codigo", "sigla", "assunto", "estado", "trabalho")
    list_filter = (
        Arquivado,
        NoPortalAntigo,
        "no_aplicativo",
        ("orgao", admin.RelatedOnlyFieldListFilter),
        ("assunto__tema", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("publicada", "orgao", "assunto")
    search_fields = ("slug", "codigo", "publicada__nome__unaccent", "publicada__titulo__unaccent")
    search_help_text = "O nome, o código ou o fim do endereço da página."
    ordering = (pelo_nome("publicada__nome"), "slug")
    autocomplete_fields = ("assunto",)
    readonly_fields = ("publicada", "arquivado_em", "enderecos_antigos")
    fields = ("codigo", "slug", "orgao", "assunto", "no_aplicativo", "publicada", "arquivado_em")
    actions = ("arquivar", "restaurar")

    @override
    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.fields, "enderecos_antigos") if obj else self.fields

    @admin.display(description="serviço", ordering=pelo_nome("publicada__nome"))
    def como_se_chama(self, servico: Servico) -> str:
        return servico.nome

    @admin.display(description="órgão", ordering="orgao__sigla")
    def sigla(self, servico: Servico) -> str:
        return servico.orgao.sigla if servico.orgao else "–"

    @admin.display(description="no Guia", ordering="arquivado_em")
    def estado(self, servico: Servico) -> str:
        """Se o munícipe o acha, e se o pede por este portal."""
        if servico.arquivado_em:
            return "arquivado"
        if servico.publicada is None:
            return "ainda não publicado"
        return "no ar, pede-se aqui" if servico.aceita_pedidos else "no ar"

    @admin.display(description="ir para")
    def trabalho(self, servico: Servico) -> str:
        """A página que o munícipe lê, os textos dele e para onde vão os pedidos."""
        textos = reverse("admin:guia_versaodoservico_changelist") + f"?servico__id__exact={servico.pk}"
        links = [(textos, "Textos"), (reverse("roteamento:servico", args=[servico.slug]), "Destino")]
        if servico.publicada and not servico.arquivado_em:
            links.insert(0, (servico.get_absolute_url(), "Página"))
        partes = [(url, nome, servico.nome, nome) for url, nome in links]
        return format_html_join(" ", '<a href="{}" aria-label="{} de {}">{}</a>', partes)

    @admin.display(description="endereços que já teve")
    def enderecos_antigos(self, servico: Servico) -> str:
        """Só para ver: quem muda o endereço é o campo do serviço."""
        antigos = SlugAntigo.objects.filter(servico=servico).values_list("slug", flat=True)
        return ", ".join(f"/servicos/{slug}/" for slug in antigos) or "nenhum"

    @override
    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        """Grava; a troca de endereço é uma ação, que guarda o antigo."""
        slug = obj.slug
        if change and "slug" in form.changed_data:
            obj.slug = form.initial["slug"]
        super().save_model(request, obj, form, change)
        if obj.slug != slug:
            acoes.mudar_endereco(servico=obj, slug=slug, por=quem(request.user))
            obj.slug = slug
        indice.atualizar([obj.pk])

    @override
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """O serviço nasce com o seu texto."""
        return redirect("escrever:novo")

    @override
    def get_urls(self) -> list[URLPattern]:
        tela = self.admin_site.admin_view(self.relatorio)
        return [path("relatorio/", tela, name="guia_servico_relatorio"), *super().get_urls()]

    def relatorio(self, request: HttpRequest) -> HttpResponse:
        """O que cada órgão tem vencido, incompleto ou mal entendido; o ponto focal vê o seu."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        orgaos = None if coordena(request.user) else orgaos_de(request.user)
        no_antigo = consultas.no_portal_antigo()
        contexto = {
            **self.admin_site.each_context(request),
            "title": "Estado do Guia",
            "linhas": relatorio.por_orgao(timezone.localdate(), orgaos),
            "resolvidos": relatorio.menos_resolvidos(orgaos),
            "consultados": relatorio.consultados_sem_pedido(orgaos),
            "procuradas": relatorio.sem_resultado(),
            "no_portal_antigo": (no_antigo if orgaos is None else no_antigo.filter(orgao__in=orgaos)).count(),
            "portal_antigo_no_ar": settings.PORTAL_ANTIGO_NO_AR,
            "servicos": reverse("admin:guia_servico_changelist"),
            "versoes": reverse("admin:guia_versaodoservico_changelist"),
            "opinioes": reverse("admin:guia_opiniao_changelist"),
        }
        return render(request, "admin/guia/servico/relatorio.html", contexto)

    def has_publicar_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PUBLICAR)

    @admin.action(description="Arquivar os serviços escolhidos", permissions=["publicar"])
    def arquivar(self, request: HttpRequest, queryset: QuerySet[Servico]) -> HttpResponse | None:
        return arquivar_escolhidos(self, request, queryset)

    @admin.action(description="Restaurar os serviços escolhidos", permissions=["publicar"])
    def restaurar(self, request: HttpRequest, queryset: QuerySet[Servico]) -> None:
        for servico in queryset.exclude(arquivado_em=None).exclude(orgao=None):
            try:
                acoes.restaurar(servico=servico, por=quem(request.user))
            except acoes.PublicacaoRecusada as recusa:
                self.message_user(request, f"{servico.nome}: {recusa}", messages.ERROR)
        self.message_user(request, "Voltaram ao Guia os serviços a que nada falta.", messages.SUCCESS)
