"""Administração da cidade, dos modelos de aviso e da fila de entrega."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, override

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMultiAlternatives, make_msgid
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.module_loading import import_string
from django.views.decorators.csp import csp_override

from avisos import textos
from avisos.canais import texto_curto
from avisos.canais.correio import montar_mensagem
from avisos.models import Aviso, Cidade, Envio, ModeloDeAviso
from avisos.recibos import alcance
from referencia.administracao import ReferenciaAdmin, SoLeituraAdmin
from referencia.administracao.listas import Escolha, SeTem

POLITICA: dict[str, Any] = dict(settings.SECURE_CSP)
PROTOCOLO_DE_EXEMPLO = "102938475610293"
DA_CONTA = "Mensagem da conta"
MES = timedelta(days=30)
LARGOS: Any = {models.CharField: {"widget": AdminTextInputWidget(attrs={"class": "vLargeTextField"})}}
"""O assunto e o texto curto em campos em que se leem inteiros."""


@admin.register(Cidade)
class CidadeAdmin(ReferenciaAdmin):
    """Uma linha só: não se cria nem se apaga."""

    se_cria = se_apaga = False


class ModeloDeAvisoForm(forms.ModelForm[Any]):
    """As palavras do aviso, com as variáveis entre colchetes: quem escreve não vê chaves."""

    ESCRITOS = ("assunto", "texto", "curto")

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        for campo in self.ESCRITOS:
            self.initial[campo] = textos.como_se_le(getattr(self.instance, campo))

    @override
    def clean(self) -> dict[str, Any] | None:
        limpos = super().clean() or self.cleaned_data
        guardados = {campo: limpos[campo] for campo in self.ESCRITOS if campo in limpos}
        variaveis = self.instance.variaveis
        return limpos | {campo: textos.como_se_guarda(dito, variaveis) for campo, dito in guardados.items()}


@admin.register(ModeloDeAviso)
class ModeloDeAvisoAdmin(ReferenciaAdmin):
    """Edita as palavras, mostra a prévia e manda um exemplo para quem está editando."""

    form = ModeloDeAvisoForm
    list_display = ("nome", "quando")
    ordering = ("pk",)
    readonly_fields = ("quando", "variaveis_escritas", "no_celular")
    fields = (
        "nome",
        "quando",
        "assunto",
        "texto",
        "variaveis_escritas",
        "curto",
        "no_celular",
        "urgente",
        "modelo_no_whatsapp",
    )
    formfield_overrides = LARGOS
    change_form_template = "admin/avisos/modelodeaviso/change_form.html"
    se_cria = se_apaga = False

    @admin.display(description="palavras que viram o dado do caso")
    def variaveis_escritas(self, obj: ModeloDeAviso) -> str:
        """Uma por linha, entre colchetes, com o exemplo e se é obrigatória."""
        return escritas(obj.variaveis)

    @admin.display(description="como sai por SMS")
    def no_celular(self, obj: ModeloDeAviso) -> str:
        """O SMS com os valores de exemplo, e em quantas partes a operadora o cobra."""
        sms = _sms_de_exemplo(obj, _exemplos(obj))
        return f"{sms}\n({_em_partes(sms)})"

    @override
    def get_urls(self) -> list[URLPattern]:
        ver = self.admin_site.admin_view
        return [
            path("<int:pk>/previa/", ver(self.previa), name="avisos_modelodeaviso_previa"),
            path("<int:pk>/enviar/", ver(self.enviar_a_mim), name="avisos_modelodeaviso_enviar"),
            *super().get_urls(),
        ]

    def _modelo(self, request: HttpRequest, pk: int) -> ModeloDeAviso:
        """O modelo com as palavras que estão no formulário, ainda sem gravar."""
        modelo: ModeloDeAviso = self.get_object(request, str(pk))
        if not self.has_change_permission(request, modelo):
            raise PermissionDenied
        for campo in ModeloDeAvisoForm.ESCRITOS:
            if campo in request.POST:
                setattr(modelo, campo, textos.como_se_guarda(request.POST[campo], modelo.variaveis))
        return modelo

    def previa(self, request: HttpRequest, pk: int) -> HttpResponse:
        """O aviso como o munícipe o recebe, com os valores de exemplo."""
        return mostrar_previa(request, self._modelo(request, pk))

    def enviar_a_mim(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Manda o que está escrito, com os valores de exemplo, ao e-mail de quem edita."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return mostrar_previa(request, self._modelo(request, pk), enviar=True)


@csp_override({**POLITICA, "style-src": [CSP.SELF, CSP.UNSAFE_INLINE]})
def mostrar_previa(request: HttpRequest, modelo: ModeloDeAviso, *, enviar: bool = False) -> HttpResponse:
    """O aviso como texto e como página, e o resultado do envio, se houve.

    Com os valores de exemplo ou, se se disse um protocolo, com os do pedido; o que a equipe escreve na hora
    vem com o exemplo.

    O HTML do correio traz estilos escritos na linha: só nesta página eles valem, dentro de um
    quadro isolado (`sandbox`), sem scripts.
    """
    faltas = textos.conferir(f"{modelo.assunto}\n\n{modelo.texto}", modelo.variaveis)
    faltas += textos.conferir_curto(modelo.curto)
    valores, protocolo = _exemplos(modelo), request.POST.get("protocolo", "").strip()
    if protocolo and not faltas:
        try:
            valores |= import_string(settings.PEDIDO_NUM_AVISO)(request, modelo.chave, protocolo)
        except ValidationError as recusa:
            faltas = recusa.messages
    contexto: dict[str, Any] = {
        **admin.site.each_context(request),
        "opts": modelo._meta,  # noqa: SLF001
        "original": modelo,
        "title": f"Como fica o aviso “{modelo}”",
        "faltas": faltas,
        "pedido": valores.get("protocolo", "") if protocolo else "",
    }
    if not faltas:
        endereco = getattr(request.user, "email", None) or ""
        mensagem = _exemplo(modelo, valores, endereco or "sem-endereco@exemplo.invalid")
        contexto["mensagem"] = mensagem
        contexto["sms"] = _sms_de_exemplo(modelo, valores)
        contexto["partes"] = _em_partes(contexto["sms"])
        contexto["html"] = str(mensagem.alternatives[0][0])
        contexto["envio"] = _enviar(mensagem, endereco) if enviar else ""
    pagina = "admin/avisos/modelodeaviso/previa.html"
    return render(request, pagina, contexto, status=422 if faltas else 200)


def escritas(variaveis: Sequence[Mapping[str, Any]]) -> str:
    """Uma por linha, entre colchetes, com o exemplo e se é obrigatória."""
    return "\n".join(_escrita(variavel) for variavel in variaveis)


def _escrita(variavel: Mapping[str, Any]) -> str:
    nota = " (obrigatória)" if variavel.get("obrigatoria") else ""
    exemplo = variavel.get("exemplo") or "o endereço para acompanhar"
    return f"{textos.se_le(variavel['nome'])}{nota}: {exemplo}"


def _exemplos(modelo: ModeloDeAviso) -> dict[str, str]:
    return {variavel["nome"]: str(variavel.get("exemplo", "")) for variavel in modelo.variaveis}


def _sms_de_exemplo(modelo: ModeloDeAviso, ditas: Mapping[str, str]) -> str:
    protocolo = ditas.get("protocolo", "").replace("-", "")
    valores = {"protocolo": PROTOCOLO_DE_EXEMPLO, **ditas} if modelo.curto else ditas
    return texto_curto.para_sms(textos.encurtar(modelo.curto, valores), protocolo)


def _em_partes(sms: str) -> str:
    partes = texto_curto.partes_de(sms)
    return f"{len(sms)} letras, {'uma parte' if partes == 1 else f'{partes} partes, cada uma cobrada'}"


def _exemplo(modelo: ModeloDeAviso, valores: Mapping[str, str], endereco: str) -> EmailMultiAlternatives:
    texto = textos.renderizar(modelo, valores)
    aviso = Aviso(
        protocolo=PROTOCOLO_DE_EXEMPLO,
        assunto=f"[exemplo] {texto.assunto}",
        corpo=texto.corpo,
        message_id=make_msgid(domain="avisos.sp156"),
    )
    return montar_mensagem(aviso, endereco, Cidade.atual(), link="https://sp156.exemplo/acompanhar/")


def _enviar(mensagem: EmailMultiAlternatives, endereco: str) -> str:
    """Manda o exemplo e diz o que aconteceu."""
    if not endereco:
        return "O exemplo não foi enviado: a sua conta não tem e-mail."
    try:
        mensagem.send()
    except OSError as erro:  # inclui as recusas do SMTP
        return f"O exemplo não foi enviado: o servidor de correio não o aceitou ({erro})."
    return f"Exemplo enviado para {endereco}."


class PorModelo(Escolha):
    """Os modelos pelo nome."""

    title = "aviso"
    parameter_name = "modelo"

    @override
    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*ModeloDeAviso.objects.order_by("nome").values_list("chave", "nome"), (Aviso.CONTA, DA_CONTA)]

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        valor = self.value()
        if valor == Aviso.CONTA:
            return queryset.filter(modelo__startswith=Aviso.CONTA)
        return queryset.filter(modelo=valor) if valor else queryset


@admin.register(Aviso)
class AvisoAdmin(SoLeituraAdmin):
    """A fila de entrega, para ver o que falhou e o que ficou sem contato.

    Sem o texto, que fala do endereço e do caso: quem cuida da fila não precisa lê-lo.
    """

    list_display = ("protocolo", "qual", "canal", "situacao", "tentativas", "criado_em", "enviado_em")
    ordering = ("-pk",)
    list_filter = ("situacao", "canal", PorModelo)
    search_fields = ("protocolo__exact",)
    fields = (
        "protocolo",
        "qual",
        "assunto",
        "canal",
        "urgente",
        "situacao",
        "tentativas",
        "repeticoes_possiveis",
        "criado_em",
        "proxima_em",
        "enviado_em",
        "erro",
    )
    readonly_fields = ("qual",)

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Aviso]:
        nomes = ModeloDeAviso.objects.filter(chave=OuterRef("modelo")).values("nome")
        avisos: QuerySet[Aviso] = super().get_queryset(request)
        return avisos.annotate(nome_do_modelo=Subquery(nomes[:1]))

    @admin.display(description="aviso", ordering="modelo")
    def qual(self, aviso: Any) -> str:
        """O nome do modelo; os da conta não têm um que se edite."""
        return aviso.nome_do_modelo or DA_CONTA


class MarcouComoLixo(SeTem):
    """Quem marcou o e-mail como lixo."""

    title = "queixa"
    parameter_name = "queixa"
    campo = "queixa_em"
    opcoes = [("sim", "Marcado como lixo"), ("nao", "Sem queixa")]


@admin.register(Envio)
class EnvioAdmin(SoLeituraAdmin):
    """O que houve em cada canal, e quem não está sendo alcançado. Sem o endereço de ninguém."""

    list_display = ("protocolo", "canal", "situacao", "tentativas", "criado_em", "mudou_em", "erro")
    list_filter = ("canal", "situacao", MarcouComoLixo)
    list_select_related = ("aviso",)
    search_fields = ("aviso__protocolo__exact",)
    fields = (
        "protocolo",
        "canal",
        "situacao",
        "o_que_houve",
        "tentativas",
        "partes",
        "custo",
        "criado_em",
        "aceito_em",
        "proxima_em",
        "mudou_em",
        "lido_em",
        "queixa_em",
        "erro",
    )
    readonly_fields = ("protocolo", "o_que_houve")
    ordering = ("-pk",)
    change_list_template = "admin/avisos/envio/change_list.html"

    @admin.display(description="protocolo", ordering="aviso__protocolo")
    def protocolo(self, envio: Envio) -> str:
        """O protocolo do caso; nas mensagens da conta, que são dela."""
        return envio.aviso.protocolo or DA_CONTA

    @admin.display(description="em palavras")
    def o_que_houve(self, envio: Envio) -> str:
        """Como a página do pedido o diz."""
        return envio.o_que_houve

    @override
    def get_urls(self) -> list[URLPattern]:
        pagina = self.admin_site.admin_view(self.alcance)
        return [path("alcance/", pagina, name="avisos_envio_alcance"), *super().get_urls()]

    def alcance(self, request: HttpRequest) -> HttpResponse:
        """Quem não está sendo alcançado, por motivo, e quanto custou cada canal, nos últimos trinta dias."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        desde = timezone.now() - MES
        contexto = {
            **admin.site.each_context(request),
            "opts": self.opts,
            "title": "Quem os avisos não alcançam",
            "motivos": alcance.por_motivo(desde),
            "custos": alcance.custos(desde),
            "a_ligar": alcance.a_ligar(desde).count(),
        }
        return render(request, "admin/avisos/envio/alcance.html", contexto)
