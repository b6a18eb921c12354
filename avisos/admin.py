"""Administração da cidade, dos modelos de aviso e da fila de entrega."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.mail import EmailMultiAlternatives
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from avisos import textos
from avisos.entrega import montar_mensagem
from avisos.models import Aviso, Cidade, ModeloDeAviso
from contas.administracao import ReferenciaAdmin, SoLeituraAdmin

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import URLPattern

PROTOCOLO_DE_EXEMPLO = "102938475610293"


@admin.register(Cidade)
class CidadeAdmin(ReferenciaAdmin):
    """Uma linha só: não se cria nem se apaga."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ModeloDeAviso)
class ModeloDeAvisoAdmin(ReferenciaAdmin):
    """Edita as palavras, mostra a prévia e manda um exemplo para quem está editando."""

    list_display = ("nome", "quando", "origem")
    readonly_fields = ("chave", "quando", "variaveis_escritas")
    fields = ("nome", "chave", "quando", "assunto", "texto", "variaveis_escritas")
    change_form_template = "admin/avisos/modelodeaviso/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="variáveis")
    def variaveis_escritas(self, obj: ModeloDeAviso) -> str:
        """Uma por linha, com o exemplo e se é obrigatória."""
        linhas = []
        for variavel in obj.variaveis:
            nota = " (obrigatória)" if variavel.get("obrigatoria") else ""
            linhas.append(
                f"{{{{ {variavel['nome']} }}}}{nota}: {variavel.get('exemplo') or 'o endereço para acompanhar'}"
            )
        return "\n".join(linhas)

    def get_urls(self) -> list[URLPattern]:
        ver = self.admin_site.admin_view
        return [
            path("<int:pk>/previa/", ver(self.previa), name="avisos_modelodeaviso_previa"),
            path("<int:pk>/enviar/", ver(self.enviar_a_mim), name="avisos_modelodeaviso_enviar"),
            *super().get_urls(),
        ]

    def _modelo(self, request: HttpRequest, pk: int) -> ModeloDeAviso | None:
        modelo: ModeloDeAviso | None = self.get_object(request, str(pk))
        return modelo if modelo and self.has_change_permission(request, modelo) else None

    def previa(self, request: HttpRequest, pk: int) -> HttpResponse:
        """O aviso como o munícipe o recebe, com os valores de exemplo e o texto que está no formulário."""
        modelo = self._modelo(request, pk)
        if modelo is None:
            return HttpResponse(status=404)
        modelo.assunto = request.POST.get("assunto", modelo.assunto)
        modelo.texto = request.POST.get("texto", modelo.texto)
        faltas = textos.conferir(f"{modelo.assunto}\n\n{modelo.texto}", modelo.variaveis)
        if faltas:
            return HttpResponse("\n".join(faltas), status=422, content_type="text/plain; charset=utf-8")
        mensagem = _exemplo(modelo, "voce@exemplo.invalid")
        contexto = {
            **self.admin_site.each_context(request),
            "modelo": modelo,
            "mensagem": mensagem,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/avisos/modelodeaviso/previa.html", contexto)

    def enviar_a_mim(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Manda o exemplo ao e-mail de quem edita."""
        modelo = self._modelo(request, pk)
        if modelo is None or request.method != "POST":
            return HttpResponse(status=404 if modelo is None else 405)
        endereco = getattr(request.user, "email", "")
        if not endereco:
            messages.error(request, "O seu usuário não tem e-mail cadastrado.")
        else:
            _tentar_envio(request, modelo, endereco)
        return HttpResponseRedirect(reverse("admin:avisos_modelodeaviso_change", args=[pk]))


def _exemplo(modelo: ModeloDeAviso, endereco: str) -> EmailMultiAlternatives:
    texto = textos.exemplo(modelo, modelo.variaveis)
    aviso = Aviso(
        protocolo=PROTOCOLO_DE_EXEMPLO,
        assunto=f"[exemplo] {texto.assunto}",
        corpo=texto.corpo,
        message_id="<exemplo@avisos.sp156>",
    )
    return montar_mensagem(aviso, endereco, Cidade.atual(), link="https://sp156.exemplo/acompanhar/")


def _tentar_envio(request: HttpRequest, modelo: ModeloDeAviso, endereco: str) -> None:
    try:
        _exemplo(modelo, endereco).send()
    except OSError as erro:
        messages.error(request, f"O servidor de correio não aceitou o exemplo: {erro}")
    else:
        messages.success(request, f"Exemplo enviado para {endereco}.")


@admin.register(Aviso)
class AvisoAdmin(SoLeituraAdmin):
    """A fila de entrega, para ver o que falhou e o que ficou sem contato."""

    list_display = (
        "protocolo",
        "modelo",
        "situacao",
        "tentativas",
        "repeticoes_possiveis",
        "criado_em",
        "enviado_em",
    )
    list_filter = ("situacao", "modelo")
    search_fields = ("protocolo__exact",)
    fields = (
        "protocolo",
        "modelo",
        "assunto",
        "corpo",
        "situacao",
        "tentativas",
        "repeticoes_possiveis",
        "criado_em",
        "proxima_em",
        "enviado_em",
        "erro",
    )
    show_full_result_count = False
