"""Mudar um destino: que serviço, onde, para quem e desde quando, em palavras de quem não programa."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from protocolo.campo_de_dia import CampoDeDia
from roteamento.forms.destinos import DestinoForm
from solicitacoes.forms.servico import ServicoPeloNome


class DiaDaMudanca(CampoDeDia):
    """De hoje em diante; amanhã, se ninguém disser outro dia: o que entrou hoje já tem o seu destino."""

    default_error_messages = {"required": "Diga desde que dia a mudança vale."}

    def __init__(self, rotulo: str) -> None:
        super().__init__(label=rotulo, initial=lambda: timezone.localdate() + timedelta(days=1))

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and value < timezone.localdate():
            raise ValidationError("A mudança vale de hoje em diante: escolha hoje ou um dia depois.")


class MudarDestinoForm(ServicoPeloNome, DestinoForm):
    """Que serviço muda, e desde que dia; onde e para quem, como em toda página que o pergunta."""

    field_order = ("servico", "onde", "destino", "a_partir_de", "norma")

    servico = forms.CharField(
        label="Que serviço?",
        max_length=200,
        help_text="Comece a escrever o nome e escolha na lista.",
        widget=forms.TextInput({"list": "servicos", "autocomplete": "off"}),
        error_messages={"required": "Diga que serviço muda de destino."},
    )
    a_partir_de = DiaDaMudanca("A partir de que dia?")

    @property
    def argumentos(self) -> dict[str, Any]:
        """Os argumentos da mudança, como as ações os recebem."""
        iguais = {nome: self.cleaned_data[nome] for nome in ("servico", "destino", "a_partir_de", "norma")}
        return {**iguais, "onde": self.cleaned_data["alcance"]}


class VoltarForm(forms.Form):
    """Desde quando uma regra de lugar menor deixa de valer."""

    use_required_attribute = False
    a_partir_de = DiaDaMudanca("A partir de que dia ela deixa de valer?")
