"""Administração do Guia: divisões, serviços, versões e pontos focais."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, override

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse

from contas.administracao import ReferenciaAdmin
from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from guia import acoes, indice
from guia.forms import ServicoForm, VersaoForm
from guia.models import Assunto, Orgao, PontoFocal, Servico, SlugAntigo, Tema, VersaoDoServico
from protocolo.erros import RecusaDeAcao

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.forms import ModelForm
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

PUBLICAR = "guia.publicar"
PASSOS = {
    "_enviar": (acoes.enviar, "A versão foi enviada para revisão."),
    "_devolver": (acoes.devolver, "A versão voltou a ser rascunho."),
    "_publicar": (acoes.publicar, "A versão está no ar."),
}
"""Botão do formulário → o que se faz depois de gravar."""
SO_DE_QUEM_PUBLICA = ("_publicar", "_devolver")


def quem(request: HttpRequest) -> Autor:
    """Quem está na administração, como autor das ações."""
    return Autor(papel=Papel.SERVIDOR, usuario=request.user if isinstance(request.user, Usuario) else None)


@admin.register(Orgao)
class OrgaoAdmin(ReferenciaAdmin):
    list_display = ("sigla", "nome", "origem")
    search_fields = ("sigla", "nome")
    ordering = ("sigla",)


class DivisaoAdmin(ReferenciaAdmin):
    """Tema e assunto: os nomes entram na busca de cada serviço."""

    caminho_ate_servicos = ""

    @override
    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        super().save_model(request, obj, form, change)
        servicos = Servico.objects.filter(**{self.caminho_ate_servicos: obj})
        indice.atualizar(servicos.values_list("pk", flat=True))


@admin.register(Tema)
class TemaAdmin(DivisaoAdmin):
    caminho_ate_servicos = "assunto__tema"
    list_display = ("nome", "slug", "ordem", "origem")
    ordering = ("ordem", "nome")
    prepopulated_fields = {"slug": ("nome",)}


@admin.register(Assunto)
class AssuntoAdmin(DivisaoAdmin):
    caminho_ate_servicos = "assunto"
    list_display = ("nome", "tema", "origem")
    list_filter = ("tema",)
    list_select_related = ("tema",)
    search_fields = ("nome",)
    prepopulated_fields = {"slug": ("nome",)}


class SlugAntigoInline(admin.TabularInline[SlugAntigo, Servico]):
    """Só para ver: quem muda o endereço é o campo do serviço."""

    model = SlugAntigo
    extra = 0
    can_delete = False
    readonly_fields = ("slug",)

    @override
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Servico)
class ServicoAdmin(ReferenciaAdmin):
    """O serviço. O texto está nas versões; arquivar e restaurar são ações da lista."""

    form = ServicoForm
    list_display = ("nome", "codigo", "orgao", "assunto", "arquivado_em", "origem")
    list_filter = (("arquivado_em", admin.EmptyFieldListFilter), "orgao", "assunto__tema")
    list_select_related = ("publicada", "orgao", "assunto")
    search_fields = ("slug", "codigo", "publicada__nome")
    autocomplete_fields = ("orgao", "assunto")
    readonly_fields = ("publicada", "arquivado_em")
    fields = ("codigo", "slug", "orgao", "assunto", "no_aplicativo", "publicada", "arquivado_em")
    inlines = (SlugAntigoInline,)
    actions = ("arquivar", "restaurar")

    @override
    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        """Grava; a troca de endereço é uma ação, que guarda o antigo."""
        slug = obj.slug
        if change and "slug" in form.changed_data:
            obj.slug = form.initial["slug"]
        super().save_model(request, obj, form, change)
        if obj.slug != slug:
            acoes.mudar_endereco(servico=obj, slug=slug, por=quem(request))
            obj.slug = slug
        indice.atualizar([obj.pk])

    def has_publicar_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PUBLICAR)

    @admin.action(description="Arquivar os serviços escolhidos", permissions=["publicar"])
    def arquivar(self, request: HttpRequest, queryset: QuerySet[Servico]) -> None:
        for servico in queryset.filter(arquivado_em=None):
            acoes.arquivar(servico=servico, por=quem(request))
        self.message_user(request, "Os serviços saíram das listas e da busca.", messages.SUCCESS)

    @admin.action(description="Restaurar os serviços escolhidos", permissions=["publicar"])
    def restaurar(self, request: HttpRequest, queryset: QuerySet[Servico]) -> None:
        for servico in queryset.exclude(arquivado_em=None).exclude(orgao=None):
            try:
                acoes.restaurar(servico=servico, por=quem(request))
            except acoes.PublicacaoRecusada as recusa:
                self.message_user(request, f"{servico.nome}: {recusa}", messages.ERROR)
        self.message_user(request, "Voltaram ao Guia os serviços a que nada falta.", messages.SUCCESS)


@admin.register(VersaoDoServico)
class VersaoAdmin(ReferenciaAdmin):
    """Escreve, envia, devolve e publica. O que já foi publicado só se lê."""

    form = VersaoForm
    change_form_template = "admin/guia/versaodoservico/change_form.html"
    list_display = ("nome", "servico", "situacao", "numero", "publicada_em", "origem")
    list_filter = ("situacao", "origem", "servico__orgao", "servico__assunto__tema", "prazo_provisorio")
    list_select_related = ("servico",)
    search_fields = ("nome", "servico__slug", "servico__codigo")
    ordering = ("-pk",)
    autocomplete_fields = ("servico",)
    readonly_fields = ("situacao", "numero", "publicada_em", "publicada_por")
    save_on_top = True

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.readonly_fields, "servico") if obj else self.readonly_fields

    @override
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or not obj.imutavel)

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not obj.imutavel)

    @override
    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        acoes.escrever(versao=obj, por=quem(request))

    @override
    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._seguir(request, obj) or super().response_change(request, obj)

    @override
    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._seguir(request, obj) or super().response_add(request, obj, post_url_continue)

    def _seguir(self, request: HttpRequest, versao: VersaoDoServico) -> HttpResponse | None:
        """O passo pedido pelo botão, depois de gravado o texto; a recusa diz o que falta."""
        botao = next((nome for nome in PASSOS if nome in request.POST), None)
        if botao is None:
            return None
        if botao in SO_DE_QUEM_PUBLICA and not request.user.has_perm(PUBLICAR):
            raise PermissionDenied
        acao, frase = PASSOS[botao]
        try:
            acao(versao=versao, por=quem(request))
        except acoes.PublicacaoRecusada as recusa:
            for falta in recusa.faltas:
                self.message_user(request, falta, messages.ERROR)
        except RecusaDeAcao as recusa:
            self.message_user(request, str(recusa), messages.ERROR)
        else:
            self.message_user(request, frase, messages.SUCCESS)
        return _ir_a(versao)

    @override
    def get_urls(self) -> list[URLPattern]:
        nova = path("<int:pk>/nova/", self.admin_site.admin_view(self.nova), name="guia_versaodoservico_nova")
        return [nova, *super().get_urls()]

    def nova(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Abre um rascunho a partir do que está no ar, ou leva ao que já está aberto."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_add_permission(request):
            raise PermissionDenied
        servico = Servico.objects.get(versoes=pk)
        aberta = servico.versoes.em_elaboracao().first()
        return _ir_a(aberta or acoes.propor(servico=servico, por=quem(request)))


@admin.register(PontoFocal)
class PontoFocalAdmin(ReferenciaAdmin):
    list_display = ("usuario", "orgao", "ato", "de", "ate")
    list_filter = ("orgao",)
    list_select_related = ("usuario", "orgao")
    autocomplete_fields = ("usuario", "orgao")


def _ir_a(versao: VersaoDoServico) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:guia_versaodoservico_change", args=[versao.pk]))
