"""O prazo que o órgão ainda não deu: um número, e como se contam os dias."""

from __future__ import annotations

from django import forms

from protocolo.prazos.contagem import Contagem

MAIOR = 999
FORA = f"Escreva um número de dias, de 1 a {MAIOR}, sem letras nem vírgula."


class DarPrazoForm(forms.Form):
    """Em horas ou na hora, o prazo se diz no texto do serviço."""

    use_required_attribute = False

    prazo_quantidade = forms.IntegerField(
        label="Em quantos dias, no máximo, o órgão conclui o pedido?",
        min_value=1,
        max_value=MAIOR,
        help_text="Só o número. Quem pede lê este prazo, e depois dele pode reclamar na Ouvidoria.",
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-5"}),
        error_messages={
            "required": "Escreva em quantos dias: um número maior que zero.",
            **dict.fromkeys(["invalid", "min_value", "max_value"], FORA),
        },
    )
    prazo_contagem = forms.ChoiceField(
        label="Como os dias se contam?",
        choices=[(dita.value, dita.label) for dita in (Contagem.CORRIDOS, Contagem.UTEIS)],
        initial=Contagem.CORRIDOS,
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Escolha como os dias se contam."),
    )
