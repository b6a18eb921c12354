"""Voltar a uma versão: o que ela diz, escrito no formulário da linha de hoje, com as mesmas regras."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, override

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime
from simple_history.admin import SimpleHistoryAdmin

from referencia.administracao.chaves import NAO_HA, ChavesDoEndereco, serve_de_chave
from referencia.administracao.historico import (
    DA_CARGA,
    Mudanca,
    chaves_de,
    guardados,
    mostrar_mudancas,
    mudanca,
    rotulo,
    valores_de,
)
from referencia.tabelas import assinar, estado

MUDOU_ENTRETANTO = "Outra pessoa mudou isto enquanto você lia. Confira outra vez o que muda, e repita."
JA_E_ASSIM = "Não há o que voltar: o que se pode mudar já está como nesta versão."


class MotivoDaVoltaForm(forms.Form):
    """Por que se volta, e o estado da linha que se leu antes de decidir."""

    motivo = forms.CharField(
        label="Por que voltar",
        max_length=100,
        widget=AdminTextareaWidget(attrs={"rows": 2, "cols": 60}),
        help_text="Fica na história, ao lado do seu nome. Até 100 letras.",
        error_messages={"required": "Diga por que volta a esta versão: fica na história."},
    )
    lido = forms.CharField(widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Volta:
    """O formulário da linha, preenchido com a versão; o que muda com ele, e o que não volta por ele."""

    form: Any
    muda: list[Mudanca]
    fica: list[str]

    @property
    def erros(self) -> list[tuple[str, str | SafeString]]:
        """O que a linha de hoje não aceita da versão: o campo e por quê."""
        return list(_erros(self.form))


def preparar(classe: Any, linha: Any, versao: Any) -> Volta:
    """Nada grava nem confere: só compara a linha com a versão."""
    campos = {campo.name: campo for campo in guardados(versao)}
    form = classe(_escrito_da_versao(classe(instance=linha), versao, list(campos)), instance=linha)
    muda = [mudanca(campos[nome], linha, versao) for nome in form.changed_data if nome in campos]
    fica = [
        rotulo(campo)
        for nome, campo in campos.items()
        if nome not in form.fields
        and nome != DA_CARGA
        and getattr(linha, campo.attname) != getattr(versao, campo.attname)
    ]
    return Volta(form, muda, fica)


def _escrito_da_versao(form: Any, versao: Any, nomes: list[str]) -> dict[str, Any]:
    """O que se escreveria em cada campo do formulário: o da versão, e o de hoje no que ela não guarda."""
    de_antes = model_to_dict(versao.instance, fields=nomes)
    dados: dict[str, Any] = {}
    for nome, campo in form.fields.items():
        valor = de_antes.get(nome, form.get_initial_for_field(campo, nome))
        tela: Any = campo.widget
        if isinstance(tela, forms.MultiWidget):
            partes = zip(tela.widgets_names, tela.decompress(valor), strict=True)  # type: ignore[attr-defined, arg-type]  # os stubs não os conhecem
            dados |= {f"{nome}{fim}": parte for fim, parte in partes}
        else:
            dados[nome] = campo.prepare_value(valor)
    return dados


def _erros(form: Any) -> Iterator[tuple[str, str | SafeString]]:
    for nome, frases in form.errors.items():
        campo = form.fields.get(nome)
        for frase in frases:
            yield (str(capfirst(campo.label)) if campo else "", frase)


class ComVolta(ChavesDoEndereco, SimpleHistoryAdmin):
    """As páginas do histórico: o que mudou de cada vez, a linha numa versão, e voltar a ela.

    A página de versão do simple_history grava o que vier de quem só pode ver: por isso é outra aqui.
    """

    @override
    def history_view_title(self, request: HttpRequest, obj: Any) -> str:
        return f"História de {obj}"

    @override
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Tabela sem histórico próprio mostra o que a administração registrou dela."""
        self.exigir_chave(request, unquote(object_id))
        com_historico = hasattr(self.model, "history")
        ver = super().history_view if com_historico else super(SimpleHistoryAdmin, self).history_view
        pagina: HttpResponse = ver(request, object_id, extra_context)
        return pagina

    @override
    def get_history_queryset(
        self, request: HttpRequest, history_manager: Any, pk_name: str, object_id: Any
    ) -> QuerySet[Any]:
        """As versões, já com quem as fez e com o que as chaves apontam."""
        versoes: QuerySet[Any] = history_manager.filter(**{pk_name: object_id})
        return versoes.select_related("history_user", *chaves_de(history_manager.model))

    def set_history_delta_changes(self, _request: HttpRequest, page_obj: Any, **_: Any) -> None:
        mostrar_mudancas(page_obj)

    @override
    def render_history_view(
        self, request: HttpRequest, template: str, context: dict[str, Any], **opcoes: Any
    ) -> HttpResponse:
        """Na lista das versões, se dá para voltar a uma; se não dá, por que não."""
        contexto = {**context, "por_que_nao": self.por_que_nao_volta(request, context["object"])}
        pagina: HttpResponse = super().render_history_view(request, template, contexto, **opcoes)
        return pagina

    def por_que_nao_volta(self, request: HttpRequest, obj: Any) -> str:
        """Por que esta pessoa não volta esta linha a nenhuma versão; vazio, se volta."""
        if obj._state.adding:  # noqa: SLF001  API pública apesar do nome
            return "Já foi apagado: para o ter de volta, adicione outro com o que está nas versões."
        if not self.has_change_permission(request, obj):
            return "Você pode ver e não pode mudar: quem volta a uma versão é quem pode mudar."
        return ""

    @override
    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A linha como era naquela versão e, a quem pode mudá-la, o que muda se voltar a ela."""
        if request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        versao = self._versao_lida(request, unquote(object_id), version_id)
        if request.method == "POST":
            with transaction.atomic():
                return self._voltar(request, versao)
        return self._mostrar_versao(request, versao, self._de_hoje(request, versao))

    def _versao_lida(self, request: HttpRequest, chave: str, escrita: str) -> Any:
        """A versão que a pessoa pode ver: 403 a quem não vê a tabela, 404 se não é desta linha."""
        self.exigir_chave(request, chave)
        versoes = self.model.history.model._default_manager  # noqa: SLF001
        if not serve_de_chave(versoes.model, escrita):
            raise Http404(NAO_HA)
        return get_object_or_404(versoes, history_id=escrita, **{self.opts.pk.attname: chave})

    def _de_hoje(self, request: HttpRequest, versao: Any, *, travada: bool = False) -> Any:
        """A linha como está hoje; a que já se apagou, como era na versão. 404 a quem não a alcança."""
        linhas = self.get_queryset(request).filter(pk=versao.instance.pk)
        hoje = (linhas.select_for_update(of=("self",), no_key=True) if travada else linhas).first()
        if hoje is None and self.model._base_manager.filter(pk=versao.instance.pk).exists():  # noqa: SLF001
            raise Http404(NAO_HA)
        obj = versao.instance if hoje is None else hoje
        if not self.has_view_history_or_change_history_permission(request, obj):
            raise PermissionDenied
        return obj

    def _mostrar_versao(
        self, request: HttpRequest, versao: Any, obj: Any, form: Any = None, **opcoes: Any
    ) -> HttpResponse:
        por_que_nao = self.por_que_nao_volta(request, obj)
        volta = None if por_que_nao else preparar(self.get_form(request, obj, change=True), obj, versao)
        inicial = {"motivo": request.GET.get("motivo", ""), "lido": estado(obj)}
        contexto = {
            **self.admin_site.each_context(request),
            "title": f"{obj}: versão de {localtime(versao.history_date):%d/%m/%Y %H:%M}",
            "opts": self.opts,
            "object": obj,
            "versao": versao,
            "valores": valores_de(versao),
            "por_que_nao": por_que_nao,
            "volta": volta,
            "form": form or MotivoDaVoltaForm(initial=inicial),
            "erros": opcoes.get("erros", ()),
        }
        status = opcoes.get("status", 200)
        return render(request, self.object_history_form_template, contexto, status=status)

    def _voltar(self, request: HttpRequest, versao: Any) -> HttpResponse:
        """Grava o que a versão diz pelas regras do formulário de hoje: é uma mudança nova, com motivo."""
        obj = self._de_hoje(request, versao, travada=True)
        if self.por_que_nao_volta(request, obj):
            raise PermissionDenied
        form = MotivoDaVoltaForm({**request.POST.dict(), "lido": estado(obj)})
        if request.POST.get("lido") != form.data["lido"]:
            erros = [("", MUDOU_ENTRETANTO)]
            return self._mostrar_versao(request, versao, obj, form, erros=erros, status=409)
        volta = preparar(self.get_form(request, obj, change=True), obj, versao)
        if not form.is_valid():
            return self._mostrar_versao(request, versao, obj, form, status=422)
        if not volta.muda or not volta.form.is_valid():
            erros = volta.erros if volta.muda else [("", JA_E_ASSIM)]
            obj = self._de_hoje(request, versao)  # o formulário recusado já escreveu na linha
            return self._mostrar_versao(request, versao, obj, form, erros=erros, status=422)
        return self._gravar_volta(request, versao, volta.form, form.cleaned_data["motivo"])

    def _gravar_volta(self, request: HttpRequest, versao: Any, form: Any, motivo: str) -> HttpResponse:
        nova = self.save_form(request, form, change=True)
        assinar(nova, request.user, motivo)
        self.save_model(request, nova, form, change=True)
        self.save_related(request, form, [], change=True)
        quando = f"{localtime(versao.history_date):%d/%m/%Y %H:%M}"
        self.log_change(request, nova, f"Voltou à versão de {quando}. Motivo: {motivo}")
        messages.success(request, f"{nova} voltou à versão de {quando}. A de antes continua na história.")
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", nova.pk)
