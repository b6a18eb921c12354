"""Administração do calendário, dos prazos legais, dos tempos de guarda e dos lembretes."""

from __future__ import annotations

from datetime import date
from typing import Any, override
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from protocolo.dados_pessoais.retencao import processos
from protocolo.models import DiaNaoUtil, OrdemDeGuarda, PrazoLegal, Retencao, RodadaDeRetencao
from protocolo.rotinas.ensaio import TETO, que_moveria
from referencia.administracao import ReferenciaAdmin, SoLeituraAdmin
from referencia.administracao.antes_de_gravar import PerguntaAntes, PrecisaPerguntar
from referencia.tabelas import assinar


class DiaNaoUtilForm(forms.ModelForm[DiaNaoUtil]):
    """Confere o dia repetido: a restrição do banco depende de `revogado_em`, que não está no formulário."""

    def clean_data(self) -> date:
        data: date = self.cleaned_data["data"]
        iguais = DiaNaoUtil.objects.filter(data=data, revogado_em=None).exclude(pk=self.instance.pk)
        if iguais.exists():
            raise forms.ValidationError("Este dia já está no calendário.")
        return data


CONFERIDO = "_conferido"
"""O botão da página que diz quantos prazos o dia move."""


@admin.register(DiaNaoUtil)
class DiaNaoUtilAdmin(PerguntaAntes, ReferenciaAdmin):
    """Dias a mais no calendário. Não se apaga: revoga-se, e o revogado não muda mais."""

    form = DiaNaoUtilForm
    list_display = ("data", "nome", "tipo", "meio_expediente", "ato", "revogado_em")
    ordering = ("-data",)
    list_filter = ("tipo",)
    search_fields = ("nome", "ato")
    date_hierarchy = "data"
    fields = ("data", "nome", "tipo", "meio_expediente", "ato", "registrado_em", "revogado_em")
    readonly_fields = ("registrado_em", "revogado_em")
    actions = ("revogar",)
    se_apaga = False

    @override
    def perguntar(self, request: HttpRequest, sobre: DiaNaoUtil) -> HttpResponse:
        """Quantos prazos o dia move, antes de gravar; o que se escreveu vai adiante com a resposta."""
        escrito = [par for par in request.POST.items() if par[0] != "csrfmiddlewaretoken"]
        contexto = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Antes de guardar: {sobre}",
            "movidos": que_moveria(sobre),
            "teto": TETO,
            "escrito": escrito,
            "voltar": f"?{urlencode(escrito)}",
            "conferido": CONFERIDO,
        }
        return render(request, "admin/protocolo/dianaoutil/conferir.html", contexto)

    @override
    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> DiaNaoUtil:
        """Quem volta da conferência sem gravar acha no formulário o que escreveu, que vem no endereço."""
        dia: DiaNaoUtil = super().get_object(request, object_id, from_field)
        if request.method == "GET" and "nome" in request.GET and self.has_change_permission(request, dia):
            self.get_form(request, dia, change=True)(request.GET, instance=dia).is_valid()
        return dia

    @override
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        permitido: bool = super().has_change_permission(request, obj)
        return permitido and (obj is None or obj.revogado_em is None)

    @override
    def por_que_nao_volta(self, request: HttpRequest, obj: Any) -> str:
        if obj.revogado_em:
            return "Este dia foi revogado, e o revogado não muda mais: adicione-o outra vez."
        nao: str = super().por_que_nao_volta(request, obj)
        return nao

    @override
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A mudança de um dia conta como novo registro: a rotina refaz os prazos abertos."""
        if CONFERIDO not in request.POST:
            raise PrecisaPerguntar(obj)
        obj.registrado_em = timezone.now()
        super().save_model(request, obj, form, change)

    @admin.action(description="Revogar os dias escolhidos", permissions=["change"])
    def revogar(self, request: HttpRequest, queryset: QuerySet[DiaNaoUtil]) -> None:
        """O dia volta a ser útil para os prazos que começarem a contar; os já ditos não encurtam."""
        dias = list(queryset.filter(revogado_em=None))
        for dia in dias:
            dia.revogado_em = timezone.now()
            assinar(dia, request.user)
            dia.save(update_fields=["revogado_em"])
            self.log_change(request, dia, "Revogou o dia.")
        ja_revogados = queryset.count() - len(dias)
        if dias:
            messages.success(request, f"Revogados: {', '.join(str(dia) for dia in dias)}.")
        if ja_revogados:
            messages.warning(request, f"Já estavam revogados: {ja_revogados}.")


@admin.register(PrazoLegal)
class PrazoLegalAdmin(ReferenciaAdmin):
    """Prazos de lei e decreto, com vigência. Não se apaga: encerra-se a vigência."""

    list_display = ("chave", "quantidade", "contagem", "base_legal", "vigente_de", "vigente_ate")
    list_filter = ("contagem",)
    search_fields = ("base_legal",)
    ordering = ("chave", "vigente_de")
    se_apaga = False


class RetencaoForm(forms.ModelForm[Retencao]):
    """A situação é uma das que encerram o processo escolhido."""

    situacao = forms.ChoiceField(label="Situação", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        todas = {valor: nome for um in processos().values() for valor, nome in um.encerradas.items()}
        self.fields["situacao"].choices = [("", "Todas as que não têm linha sua"), *sorted(todas.items())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        limpos = super().clean() or {}
        processo, situacao = limpos.get("processo"), limpos.get("situacao")
        conhecido = processos().get(processo or "")
        if processo and situacao and (conhecido is None or situacao not in conhecido.encerradas):
            self.add_error("situacao", "Este processo não se encerra nesta situação.")
        return limpos


@admin.register(Retencao)
class RetencaoAdmin(ReferenciaAdmin):
    """Por quanto tempo se guarda um caso encerrado. Sem linha, guarda-se sempre."""

    form = RetencaoForm
    list_display = ("processo", "situacao", "anos", "base_legal", "a_confirmar")
    list_filter = ("processo", "a_confirmar")
    fields = ("processo", "situacao", "anos", "base_legal", "a_confirmar")
    ordering = ("processo", "situacao")


@admin.register(RodadaDeRetencao)
class RodadaDeRetencaoAdmin(SoLeituraAdmin):
    """O que cada madrugada apagou, e o que não deu."""

    list_display = ("em", "acabou_em", "quantos", "quantos_erros")
    fields = ("em", "acabou_em", "de_cada", "que_nao_deram")
    readonly_fields = fields
    date_hierarchy = "em"

    @admin.display(description="casos apagados")
    def quantos(self, rodada: RodadaDeRetencao) -> int:
        return sum(rodada.apagados.values())

    @admin.display(description="casos apagados, por processo")
    def de_cada(self, rodada: RodadaDeRetencao) -> str:
        nomes = dict(Retencao.Processo.choices)
        return "; ".join(f"{nomes.get(chave, chave)}: {n}" for chave, n in rodada.apagados.items()) or "–"

    @admin.display(description="os que não deram")
    def que_nao_deram(self, rodada: RodadaDeRetencao) -> str:
        return "; ".join(f"{erro['protocolo']} ({erro['erro']})" for erro in rodada.erros) or "nenhum"

    @admin.display(description="não deram")
    def quantos_erros(self, rodada: RodadaDeRetencao) -> int:
        return len(rodada.erros)


@admin.register(OrdemDeGuarda)
class OrdemDeGuardaAdmin(SoLeituraAdmin):
    """O que se guarda por ordem de um juiz; escreve-se com `manage.py guardar_por_ordem`."""

    list_display = ("protocolo", "em", "por", "levantada_em")
    fields = ("protocolo", "motivo", "em", "por", "levantada_em", "levantada_por")
    readonly_fields = fields
    search_fields = ("protocolo",)
    list_select_related = ("por",)
    date_hierarchy = "em"


class LembreteAdmin(ReferenciaAdmin):
    """Desligar um não desfaz o que ele já lembrou."""

    list_display = ("__str__", "quem", "dias", "repete_a_cada", "ativo")
    list_filter = ("ativo", "quem")
    fields = ("quem", "dias", "repete_a_cada", "ativo")
