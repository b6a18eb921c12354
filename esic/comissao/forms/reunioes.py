"""Os formulários da Comissão: a reunião e a ata."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.utils import timezone

from documentos.pessoais import marcar
from esic.models import Reuniao
from referencia.tabelas import estado

MAIS_ACHADOS = 8
PARECE = (
    "A ata é pública, e parece ter dados pessoais: {o_que}. Tire-os, ou confira e marque que não são de "
    "quem pediu a informação."
)


class ReuniaoForm(forms.Form):
    """Quando e onde a Comissão se reúne."""

    use_required_attribute = False
    marca = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    nome = forms.CharField(
        label="Nome da reunião",
        max_length=100,
        help_text="Como: 112ª reunião ordinária.",
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Escreva o nome da reunião."},
    )
    dia = forms.DateField(
        label="Dia",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "govuk-input--width-10"}),
        error_messages={
            "required": "Escolha o dia da reunião.",
            "invalid": "Escreva uma data que exista, como 25/11/2026.",
        },
    )
    hora = forms.TimeField(
        label="Hora",
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "govuk-input--width-5"}),
        error_messages={"invalid": "Escreva a hora assim: 14:30."},
    )
    local = forms.CharField(
        label="Local",
        max_length=200,
        required=False,
        help_text="O endereço, ou que é a distância.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, dados: Any = None, *, reuniao: Reuniao | None = None) -> None:
        campos = ("nome", "dia", "hora", "local")
        inicial = {"marca": estado(reuniao), **model_to_dict(reuniao, campos)} if reuniao else {}
        super().__init__(dados, initial=inicial)

    def clean_dia(self) -> date:
        quando: date = self.cleaned_data["dia"]
        if quando < timezone.localdate():
            raise ValidationError("Uma reunião se marca de hoje em diante.")
        return quando

    @property
    def dados(self) -> dict[str, Any]:
        """Os campos da reunião, sem a marca do conflito."""
        return {nome: valor for nome, valor in self.cleaned_data.items() if nome != "marca"}

    @property
    def argumentos(self) -> dict[str, Any]:
        return {"marca": self.cleaned_data["marca"], "dados": self.dados}


class AtaForm(forms.Form):
    """A ata, que qualquer pessoa lê: o que parece dado pessoal, quem escreve confere e marca."""

    use_required_attribute = False
    marca = forms.CharField(max_length=40, widget=forms.HiddenInput)
    numero = forms.CharField(
        label="Número da ata",
        max_length=30,
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input--width-10"}),
        error_messages={"required": "Escreva o número da ata."},
    )
    texto = forms.CharField(
        label="Texto da ata",
        max_length=60_000,
        help_text="É pública: não escreva o nome nem outro dado de quem pediu a informação.",
        widget=forms.Textarea({"rows": 18}),
        error_messages={"required": "Escreva o texto da ata."},
    )
    conferido = forms.BooleanField(
        label="Conferi: o que foi apontado não é dado de quem pediu a informação",
        required=False,
        widget=forms.CheckboxInput({"class": "govuk-checkboxes--small"}),
    )
    sem_opcional = True

    def __init__(self, dados: Any = None, *, reuniao: Reuniao) -> None:
        inicial = {"marca": estado(reuniao), "numero": reuniao.ata_numero, "texto": reuniao.ata}
        super().__init__(dados, initial=inicial)
        self._conferir = self.fields.pop("conferido")
        if self.data.get("conferido"):
            self.fields["conferido"] = self._conferir

    @property
    def argumentos(self) -> dict[str, Any]:
        return {nome: self.cleaned_data[nome] for nome in ("marca", "numero", "texto")}

    def clean(self) -> dict[str, Any]:
        limpos = super().clean() or {}
        escrito: str = limpos.get("texto", "")
        achados = [escrito[marca.inicio : marca.fim] for marca in marcar(escrito)]
        if achados and not limpos.get("conferido"):
            self.fields["conferido"] = self._conferir
            o_que = ", ".join(dict.fromkeys(achados[:MAIS_ACHADOS]))
            self.add_error("texto", PARECE.format(o_que=o_que))
        return limpos
