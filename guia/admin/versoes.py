"""As versões: escrever, ver como o munícipe verá, comparar, enviar, devolver e publicar."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, override

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override

from contas.administracao import Escolha
from guia import acoes
from guia.admin.escopo import DoOrgaoAdmin
from guia.admin.planilhas import PlanilhaMixin
from guia.consultas import como_agir
from guia.forms import VersaoForm
from guia.guardas import coordena, orgaos_de, quem, responde
from guia.models import VersaoDoServico
from guia.publicacao import diferencas, por_extenso
from guia.situacoes import EM_ELABORACAO, Situacao
from protocolo.erros import RecusaDeAcao

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


class RevisaoVencida(Escolha):
    """As publicadas que o órgão já devia ter relido."""

    title = "revisão"
    parameter_name = "revisao"
    opcoes = [("vencida", "Vencida"), ("30", "Vence em 30 dias")]

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        hoje = timezone.localdate()
        publicadas = queryset.filter(situacao=Situacao.PUBLICADA, servico__arquivado_em=None)
        if self.value() == "vencida":
            return publicadas.filter(revisar_em__lte=hoje)
        if self.value() == "30":
            return publicadas.filter(revisar_em__gt=hoje, revisar_em__lte=hoje + timedelta(days=30))
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
    """Escreve, envia, devolve e publica. O que já foi publicado só se lê. Vai e volta em planilha."""

    form = VersaoForm
    change_form_template = "admin/guia/versaodoservico/change_form.html"
    caminho_ate_orgao = "servico__orgao"
    list_display = ("nome", "situacao", "numero", "revisar_em", "publicada_em", "servico")
    list_filter = (
        NoAr,
        "situacao",
        RevisaoVencida,
        "origem",
        "prazo_provisorio",
        ("servico__orgao", admin.RelatedOnlyFieldListFilter),
        ("servico__assunto__tema", admin.RelatedOnlyFieldListFilter),
    )
    fieldsets = (
        (None, {"fields": ("servico", "titulo", "nome", "motivo")}),
        (
            "O que o serviço é",
            {
                "fields": (
                    "o_que_e",
                    "quando_solicitar",
                    "publico_alvo",
                    "requisitos",
                    "etapas",
                    "observacoes",
                )
            },
        ),
        (
            "Prazo e taxas",
            {"fields": (("prazo_quantidade", "prazo_contagem"), "prazo_provisorio", "custo", "taxas")},
        ),
        ("Onde se pede e onde fica", {"fields": ("solicitavel", "canais", "caminhos", "lugares")}),
        (
            "O pedido",
            {
                "fields": (
                    "precisa_de_endereco",
                    "perguntas",
                    "identificacao",
                    ("anonima_desde", "anonima_por"),
                    ("sigilosa", "publica"),
                    "complemento_vencido",
                    "prova",
                )
            },
        ),
        ("Busca e fontes", {"fields": ("palavras", "legislacao", "a_confirmar", "fontes")}),
        ("Em que pé está", {"fields": ("situacao", "numero", "publicada_em", "publicada_por", "revisar_em")}),
    )
    list_select_related = ("servico__publicada",)
    search_fields = ("nome__unaccent", "titulo__unaccent", "servico__slug", "servico__codigo")
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
        if "_previa" in request.POST:
            return HttpResponseRedirect(reverse("admin:guia_versaodoservico_previa", args=[versao.pk]))
        botao = next((nome for nome in PASSOS if nome in request.POST), None)
        if botao is None:
            return None
        de_quem_publica = botao in SO_DE_QUEM_PUBLICA
        if not (
            coordena(request.user) if de_quem_publica else responde(request.user, versao.servico.orgao_id)
        ):
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
        """Quem só escreve rascunhos não vê o botão de enviar; o que já foi ao ar se lê por extenso."""
        versao = self.get_object(request, object_id) if object_id else None
        pode = (
            responde(request.user, versao.servico.orgao_id)
            if versao
            else bool(coordena(request.user) or orgaos_de(request.user, so_titular=True))
        )
        return super().changeform_view(
            request,
            object_id,
            form_url,
            {
                **(extra_context or {}),
                "responde": pode,
                "campos": por_extenso.campos(versao) if versao and versao.imutavel else [],
            },
        )

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
            **self.admin_site.each_context(request),
            "title": f"O que muda em {versao}",
            "versao": versao,
            "antes": antes,
            "mudancas": diferencas.comparar(antes, versao),
        }
        return render(request, "admin/guia/versaodoservico/diferenca.html", contexto)


def _ir_a(versao: VersaoDoServico) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:guia_versaodoservico_change", args=[versao.pk]))
