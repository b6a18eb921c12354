"""A administração do atendimento: as regras, os ramais, e o que a conversa do portal traz."""

from __future__ import annotations

from django import forms
from django.contrib import admin

from atendimento.models import (
    AssuntoDaConversa,
    Fato,
    HorarioDaConversa,
    Ramal,
    RegraDaConversa,
    RegraDoAtendimento,
    RespostaDaConversa,
)
from contas.administracao.leituras import ProcuraDePessoas
from referencia.administracao import ReferenciaAdmin


@admin.register(RegraDaConversa)
class RegraAdmin(ReferenciaAdmin):
    """Uma linha só: não se cria nem se apaga."""

    se_cria = se_apaga = False


class RegraDoAtendimentoForm(forms.ModelForm[RegraDoAtendimento]):
    """Os dados que se perguntam à pessoa marcam-se, e não se escrevem."""

    fatos_perguntados = forms.MultipleChoiceField(
        label="O que se pergunta à pessoa", choices=Fato, widget=forms.CheckboxSelectMultiple
    )
    fatos_fortes = forms.MultipleChoiceField(
        label="O que o vizinho não sabe", choices=Fato, widget=forms.CheckboxSelectMultiple
    )


@admin.register(RegraDoAtendimento)
class RegraDoAtendimentoAdmin(RegraAdmin):
    """A que horas se liga, o que basta para reconhecer alguém, quando se dá por esquecido."""

    form = RegraDoAtendimentoForm


@admin.register(Ramal)
class RamalAdmin(ProcuraDePessoas, ReferenciaAdmin):
    """De quem é cada ramal, para a central telefônica dizer quem atendeu."""

    list_display = ["numero", "usuario"]
    list_select_related = ["usuario"]
    search_fields = ["numero", "usuario__nome__unaccent"]
    autocomplete_fields = ["usuario"]


@admin.register(HorarioDaConversa)
class HorarioDaConversaAdmin(ReferenciaAdmin):
    """A que horas há quem converse."""

    list_display = ["dia", "das", "ate", "em_feriado"]


@admin.register(AssuntoDaConversa)
class AssuntoDaConversaAdmin(ReferenciaAdmin):
    """De que se pode querer falar; o que saiu de uso fica, porque conversas o citam."""

    list_display = ["nome", "ordem", "em_uso"]
    se_apaga = False


@admin.register(RespostaDaConversa)
class RespostaDaConversaAdmin(ReferenciaAdmin):
    """As respostas prontas de quem atende."""

    list_display = ["titulo", "em_uso"]
    search_fields = ["titulo", "texto"]
