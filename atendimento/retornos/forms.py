"""O que houve na ligação de retorno."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from atendimento.horas import quando_ligar
from atendimento.models import RegraDoAtendimento, TentativaDeRetorno
from protocolo.calendario import carregar_calendario

Houve = TentativaDeRetorno.Resultado
MAIS_LONGE = timedelta(days=30)


class LigacaoForm(forms.Form):
    """O resultado; quando a pessoa pede outra hora, qual."""

    use_required_attribute = False

    resultado = forms.ChoiceField(
        label="O que houve na ligação?",
        choices=Houve.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Diga o que houve na ligação."},
    )
    ligar_em = forms.DateTimeField(
        label="Ligar depois de",
        required=False,
        help_text="Só se a pessoa pediu outra hora.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
        error_messages={"invalid": "Escreva o dia e a hora, como 28/11/2026 14:30."},
    )

    def clean(self) -> dict[str, Any]:
        """A hora só se lê, e se exige, de quem pediu para ligar depois."""
        dados = super().clean() or {}
        if dados.get("resultado") != Houve.DEPOIS:
            self.errors.pop("ligar_em", None)
            return {**dados, "ligar_em": None}
        if "ligar_em" in dados and (recusa := _recusar(dados["ligar_em"])):
            self.add_error("ligar_em", recusa)
        return dados


def _recusar(quando: datetime | None) -> str:
    agora = timezone.now()
    if quando is None:
        return "Diga o dia e a hora em que a pessoa quer a ligação."
    if quando <= agora:
        return "Esta hora já passou: escolha outra."
    if quando > agora + MAIS_LONGE:
        return "Escolha um dia dos próximos trinta."
    primeira = quando_ligar(quando, RegraDoAtendimento.atual(), carregar_calendario())
    seguinte = timezone.localtime(primeira)
    return f"A esta hora não se liga: a seguinte é {seguinte:%d/%m/%Y %H:%M}." if primeira > quando else ""
