"""O formulário do simulador: o serviço, o endereço como o munícipe o escreve e o dia."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from protocolo.campo_de_dia import CampoDeDia
from solicitacoes.forms.campos import CampoDoDistrito
from solicitacoes.forms.local import LocalForm
from solicitacoes.forms.servico import ServicoPeloNome
from solicitacoes.lugar import pede_distrito

PONTO = "Só se o lugar é um ponto marcado no mapa."
PRIMEIRO_ANO = 2000
ANOS_A_FRENTE = 2
ESCOLHA_O_DISTRITO = "Este serviço não pede o endereço, mas o destino depende do lugar: escolha o distrito."


class SimularForm(ServicoPeloNome, LocalForm):
    """O formulário do munícipe, com o serviço e o dia antes, e a resposta dele à dúvida depois."""

    field_order = ["servico", "dia"]

    servico = forms.CharField(
        label="Serviço",
        max_length=200,
        help_text="Comece a escrever o nome e escolha na lista.",
        widget=forms.TextInput({"list": "servicos", "autocomplete": "off"}),
        error_messages={"required": "Diga de que serviço é o pedido."},
    )
    dia = CampoDeDia(
        label="Dia do pedido",
        required=False,
        help_text="Em branco, hoje. Valem as regras desse dia e o texto de hoje do Guia.",
    )
    distrito = CampoDoDistrito(
        label="Distrito que o munícipe escolheria",
        empty_label="Nenhum: só o endereço",
        help_text="Preencha se o endereço deixa dúvida, ou se o serviço só pergunta o distrito.",
    )
    lugar = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for campo, rotulo in {"lat": "Latitude", "lon": "Longitude"}.items():
            self.fields[campo].label = rotulo
            self.fields[campo].help_text = PONTO
            self.fields[campo].localize = True  # com vírgula ou com ponto
            self.fields[campo].widget = forms.TextInput(
                {"inputmode": "text", "class": "govuk-input--width-10"}
            )

    def oferecer(self) -> str:
        """Os parecidos são links na página."""
        return "Nenhum serviço tem exatamente este nome. Escolha um dos parecidos, abaixo."

    def clean_dia(self) -> date:
        """Hoje, se nada se disse; nem antes do SP156 nem num futuro que ninguém planeja."""
        hoje = timezone.localdate()
        dia: date = self.cleaned_data["dia"] or hoje
        if not PRIMEIRO_ANO <= dia.year <= hoje.year + ANOS_A_FRENTE:
            raise ValidationError(f"Escolha um dia de {PRIMEIRO_ANO} a {hoje.year + ANOS_A_FRENTE}.")
        return dia

    def clean(self) -> dict[str, Any]:
        """Só se exige o endereço do serviço que o pede; o que só pede o distrito exige o distrito."""
        limpos = super().clean()
        servico, dia = limpos.get("servico"), limpos.get("dia")
        if servico is None or dia is None or servico.publicada.precisa_de_endereco:
            return limpos
        for campo in ("logradouro", "numero"):
            self._dispensar(campo, limpos)
        if not limpos.get("distrito") and pede_distrito(servico, servico.publicada, dia):
            self.add_error("distrito", ESCOLHA_O_DISTRITO)
        return limpos
