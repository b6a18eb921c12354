"""As versões: escrever, ver como o munícipe verá, comparar, enviar, devolver e publicar."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, override

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm

from guia import acoes, diferencas
from guia.admin.escopo import DoOrgaoAdmin
from guia.consultas import lugares_chamados
from guia.forms import VersaoForm
from guia.guardas import coordena, orgaos_de, quem, responde
from guia.models import Servico, VersaoDoServico
from guia.planilha import FORMATOS, GuiaResource
from guia.situacoes import Situacao
from protocolo.erros import RecusaDeAcao

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.forms import ModelForm
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

PASSOS = {
    "_enviar": (acoes.enviar, "A versão foi enviada para revisão."),
    "_devolver": (acoes.devolver, "A versão voltou a ser rascunho."),
    "_publicar": (acoes.publicar, "A versão está no ar."),
}
"""Botão do formulário → o que se faz depois de gravar."""
SO_DE_QUEM_PUBLICA = ("_publicar", "_devolver")
COM_A_PREVIA = settings.SECURE_CSP | {"frame-src": [CSP.SELF]}
DENTRO_DA_PREVIA = settings.SECURE_CSP | {"frame-ancestors": [CSP.SELF]}
"""Só estas duas páginas: a da prévia põe dentro de si a do serviço."""


class RevisaoVencida(admin.SimpleListFilter):
    """As publicadas que o órgão já devia ter relido."""

    title = "revisão"
    parameter_name = "revisao"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002  do Django
        return [("vencida", "Vencida"), ("30", "Vence em 30 dias")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002  idem
        hoje = timezone.localdate()
        publicadas = queryset.filter(situacao=Situacao.PUBLICADA, servico__arquivado_em=None)
        if self.value() == "vencida":
            return publicadas.filter(revisar_em__lte=hoje)
        if self.value() == "30":
            return publicadas.filter(revisar_em__gt=hoje, revisar_em__lte=hoje + timedelta(days=30))
        return queryset


@admin.register(VersaoDoServico)
class VersaoAdmin(ImportExportMixin, DoOrgaoAdmin):
    """Escreve, envia, devolve e publica. O que já foi publicado só se lê. Vai e volta em planilha."""

    resource_classes = (GuiaResource,)
    export_form_class = ExportForm
    import_formats = export_formats = FORMATOS
    from_encoding = "utf-8-sig"
    skip_admin_log = True

    form = VersaoForm
    change_form_template = "admin/guia/versaodoservico/change_form.html"
    caminho_ate_orgao = "servico__orgao"
    list_display = ("nome", "servico", "situacao", "numero", "publicada_em", "revisar_em", "origem")
    list_filter = (
        "situacao",
        RevisaoVencida,
        "origem",
        "servico__orgao",
        "servico__assunto__tema",
        "prazo_provisorio",
    )
    list_select_related = ("servico",)
    search_fields = ("nome", "servico__slug", "servico__codigo")
    ordering = ("-pk",)
    autocomplete_fields = ("servico",)
    readonly_fields = ("situacao", "numero", "publicada_em", "publicada_por", "revisar_em")
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
        if botao in SO_DE_QUEM_PUBLICA and not coordena(request.user):
            raise PermissionDenied
        if botao == "_enviar" and not responde(request.user, versao.servico.orgao_id):
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
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Quem só escreve rascunhos não vê o botão de enviar."""
        versao = self.get_object(request, object_id) if object_id else None
        pode = (
            responde(request.user, versao.servico.orgao_id)
            if versao
            else bool(coordena(request.user) or orgaos_de(request.user, so_titular=True))
        )
        return super().changeform_view(
            request, object_id, form_url, {**(extra_context or {}), "responde": pode}
        )

    def get_resource_kwargs(self, request: HttpRequest, *_: Any, **__: Any) -> dict[str, Any]:
        """Quem assina os rascunhos, e os serviços em que pode mexer."""
        servicos = Servico.objects.filter(arquivado_em=None)
        if not coordena(request.user):
            servicos = servicos.filter(orgao__in=orgaos_de(request.user))
        return {"por": quem(request), "servicos": servicos}

    def add_data_read_fail_error_to_form(self, form: Any, erro: Exception) -> None:  # noqa: ARG002  da biblioteca
        form.add_error("import_file", "Não consegui ler o arquivo. Confira o formato: CSV em UTF-8 ou XLSX.")

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[VersaoDoServico]:
        """Sai o que está no ar."""
        no_ar = VersaoDoServico.objects.no_ar().filter(pk__in=self.get_queryset(request))
        return no_ar.select_related("servico__orgao").order_by("servico__slug")

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
        return _ir_a(aberta or acoes.propor(servico=base.servico, por=quem(request), base=base))

    @method_decorator(csp_override(COM_A_PREVIA))
    def previa(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A página como o munícipe a verá, na largura de um celular."""
        contexto = {**self.admin_site.each_context(request), "versao": self._versao(request, pk)}
        return render(
            request, "admin/guia/versaodoservico/previa.html", contexto | {"title": "Como o munícipe verá"}
        )

    @method_decorator(csp_override(DENTRO_DA_PREVIA))
    @method_decorator(xframe_options_sameorigin)
    def pagina(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A página do serviço com o texto desta versão, publicada ou não."""
        versao = self._versao(request, pk)
        contexto = {
            "servico": versao.servico,
            "versao": versao,
            "lugares": lugares_chamados(versao.lugares) if versao.lugares else [],
            "caminho": [(versao.nome, "")],
        }
        return render(request, "guia/servico.html", contexto)

    def diferenca(self, request: HttpRequest, pk: int) -> HttpResponse:
        """O que muda em relação à versão publicada ou, se esta já foi ao ar, à que veio antes."""
        versao = self._versao(request, pk)
        anteriores = versao.servico.versoes.filter(numero__lt=versao.numero).order_by("-numero")
        antes = versao.servico.publicada if not versao.imutavel else anteriores.first()
        contexto = {
            **self.admin_site.each_context(request),
            "title": f"O que muda em {versao}",
            "versao": versao,
            "antes": antes,
            "mudancas": diferencas.comparar(antes, versao),
        }
        return render(request, "admin/guia/versaodoservico/diferenca.html", contexto)


def _ir_a(versao: VersaoDoServico) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:guia_versaodoservico_change", args=[versao.pk]))
