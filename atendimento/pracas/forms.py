"""O que a chefia da Central e das Praças escreve."""

from __future__ import annotations

from typing import Any

from django import forms

from atendimento.consultas import ve_todas
from atendimento.models.comunicados import TAMANHO
from roteamento.models import Unidade

A_TODOS = "A Central e todas as Praças"


class CampoDeHora(forms.DateTimeField):
    """Um dia e uma hora, com o calendário do navegador."""

    widget = forms.DateTimeInput(
        {"type": "datetime-local", "class": "govuk-input--width-20"}, format="%Y-%m-%dT%H:%M"
    )
    default_error_messages = {
        "required": "Escolha o dia e a hora.",
        "invalid": "Escreva o dia e a hora assim: 24/11/2026 08:00.",
    }


class ComunicadoForm(forms.Form):
    """Um comunicado: o texto, a quem, de quando até quando. A todos, só quem supervisiona a Central."""

    use_required_attribute = False

    texto = forms.CharField(
        label="O que quem atende precisa saber?",
        max_length=TAMANHO,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Escreva o comunicado."},
    )
    unidade = forms.ModelChoiceField(
        Unidade.objects.none(),
        label="Para quem?",
        empty_label="Escolha a unidade",
        error_messages={"required": "Escolha para quem é."},
    )
    de = CampoDeHora(label="A partir de quando?")
    ate = CampoDeHora(label="Até quando?")

    def __init__(self, *args: Any, unidades: list[Unidade], **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        campo: Any = self.fields["unidade"]
        campo.queryset = Unidade.objects.filter(pk__in=[unidade.pk for unidade in unidades]).order_by("nome")
        campo.label_from_instance = lambda unidade: unidade.por_extenso
        if ve_todas(unidades):
            campo.required, campo.empty_label = False, A_TODOS
