"""Os modelos de aviso de um serviço, e um aviso qualquer com os dados de um pedido de verdade."""

from __future__ import annotations

from typing import Any, override

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import HiddenInput
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import URLPattern, path

from avisos import textos
from avisos.admin import LARGOS, ModeloDeAvisoForm, escritas, mostrar_previa
from avisos.models import ModeloDeAviso
from contas.acoes import registrar_leitura_na_administracao
from contas.guardas import usuario_da_sessao
from protocolo import numero
from referencia.administracao import ReferenciaAdmin
from referencia.administracao.chaves import serve_de_chave
from solicitacoes.models import AvisoDoServico, Solicitacao
from solicitacoes.notificacao import AVISOS, DO_PEDIDO

NAO_E_DO_PEDIDO = "Este aviso não é de um pedido de serviço: só se vê com os valores de exemplo."
NAO_ACHAMOS = "Não há pedido com este protocolo. Confira o número."
NAO_ABRE = "A sua conta não abre pedidos na administração."
E_SIGILOSO = "Este pedido é de um serviço sigiloso, e não serve de exemplo. Escolha outro."
O_QUE_LEU = "um aviso com os dados do pedido, na administração"


class AvisoDoServicoForm(ModeloDeAvisoForm):
    """As palavras começam pelas do geral, e as variáveis são as dele."""

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        gerais, campo = _gerais(), self.fields["geral"]
        campo.queryset, campo.widget = gerais, HiddenInput()  # type: ignore[attr-defined]
        if not self.instance.pk:
            self._comecar_pelo(
                gerais.filter(pk=_chave(self.data.get("geral") or self.initial.get("geral"))).first()
            )

    def _comecar_pelo(self, geral: ModeloDeAviso | None) -> None:
        if geral:
            self.instance.geral = geral
            self.initial.update({campo: textos.como_se_le(getattr(geral, campo)) for campo in self.ESCRITOS})


@admin.register(AvisoDoServico)
class AvisoDoServicoAdmin(ReferenciaAdmin):
    """Escolhe-se o aviso, o serviço, e mudam-se as palavras."""

    form = AvisoDoServicoForm
    list_display = ("geral", "servico")
    list_select_related = ("geral", "servico__publicada")
    search_fields = ("geral__nome", "servico__publicada__nome", "servico__slug")
    ordering = ("geral__nome", "servico__publicada__nome")
    autocomplete_fields = ("servico",)
    formfield_overrides = LARGOS
    readonly_fields = ("qual", "quando", "variaveis_escritas")
    fields = ("geral", "qual", "quando", "servico", "assunto", "texto", "variaveis_escritas", "curto")
    change_form_template = "admin/solicitacoes/avisodoservico/change_form.html"

    @admin.display(description="aviso")
    def qual(self, obj: AvisoDoServico) -> str:
        return obj.geral.nome if obj.geral_id else "–"

    @admin.display(description="quando é enviado")
    def quando(self, obj: AvisoDoServico) -> str:
        return obj.geral.quando if obj.geral_id else "–"

    @admin.display(description="palavras que viram o dado do caso")
    def variaveis_escritas(self, obj: AvisoDoServico) -> str:
        return escritas(obj.variaveis)

    @override
    def get_urls(self) -> list[URLPattern]:
        ver = self.admin_site.admin_view(self.previa)
        return [path("previa/", ver, name="solicitacoes_avisodoservico_previa"), *super().get_urls()]

    @override
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Sem o aviso na URL, pergunta qual é."""
        if request.method == "POST" or _gerais().filter(pk=_chave(request.GET.get("geral"))).exists():
            return super().add_view(request, form_url, extra_context)
        if not self.has_add_permission(request):
            raise PermissionDenied
        contexto = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "De que aviso?",
            "gerais": _gerais().order_by("pk"),
        }
        return render(request, "admin/solicitacoes/avisodoservico/escolher.html", contexto)

    def previa(self, request: HttpRequest) -> HttpResponse:
        """Como fica o que está escrito, ainda sem guardar; com `enviar`, vai também a quem escreve."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        geral = _gerais().filter(pk=_chave(request.POST.get("geral"))).first()
        if geral is None or not self.has_change_permission(request):
            raise PermissionDenied
        for campo in ModeloDeAvisoForm.ESCRITOS:
            setattr(geral, campo, textos.como_se_guarda(request.POST.get(campo, ""), geral.variaveis))
        return mostrar_previa(request, geral, enviar="enviar" in request.POST)


def valores_do_pedido(request: HttpRequest, chave: str, protocolo: str) -> dict[str, str]:
    """O que o aviso diria deste pedido, para a prévia; quem o vê fica no registro de leituras.

    Levanta ValidationError, com a frase: o aviso não é dos pedidos, o pedido não se acha ou não se abre.
    """
    if chave not in DO_PEDIDO:
        raise ValidationError(NAO_E_DO_PEDIDO)
    quem = usuario_da_sessao(request)
    if not quem.has_perm("solicitacoes.view_solicitacao"):
        raise ValidationError(NAO_ABRE)
    achadas = Solicitacao.objects.filter(protocolo=numero.normalizar(protocolo))
    caso = achadas.select_related("versao_servico", "unidade", "interessado").first()
    if caso is None:
        raise ValidationError(NAO_ACHAMOS)
    if caso.sigilosa:
        raise ValidationError(E_SIGILOSO)
    if caso.interessado:
        registrar_leitura_na_administracao(
            interessado=caso.interessado, por=quem, protocolo=caso.protocolo, o_que=O_QUE_LEU
        )
    return AVISOS.valores(caso)


def _gerais() -> QuerySet[ModeloDeAviso]:
    return ModeloDeAviso.objects.filter(chave__in=DO_PEDIDO)


def _chave(escrita: Any) -> int:
    """A chave que veio na URL ou no formulário; 0, que não é de ninguém, se não é uma."""
    return int(str(escrita)) if serve_de_chave(ModeloDeAviso, str(escrita)) else 0
