"""Os formulários da equipe da unidade. Os nomes dos campos são os argumentos das ações."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from contas.models import Usuario
from protocolo.campo_de_dia import CampoDeDia
from roteamento.models import Unidade
from solicitacoes.consultas import equipe_de


def dia(rotulo: str, **opcoes: Any) -> CampoDeDia:
    erros = {"required": "Escolha o dia.", "invalid": "Escreva o dia assim: 24/11/2026."}
    return CampoDeDia(label=rotulo, error_messages=erros, **opcoes)


def conta(rotulo: str, ajuda: str) -> forms.EmailField:
    return forms.EmailField(
        label=rotulo,
        help_text=ajuda,
        widget=forms.EmailInput({"list": "equipe", "autocomplete": "off", "class": "govuk-input--width-30"}),
        error_messages={"required": "Escreva o e-mail.", "invalid": "Confira o e-mail: falta alguma parte."},
    )


class LotarForm(forms.Form):
    use_required_attribute = False
    email = conta("E-mail da pessoa", "O da conta dela no SP156. Quem cria a conta é a administração.")
    de = dia("Primeiro dia")
    ate = dia("Último dia", required=False, help_text="Deixe vazio se não há data para sair.")


class EncerrarForm(forms.Form):
    use_required_attribute = False
    ate = dia("Último dia", help_text="Escolha ontem para tirar o acesso agora.")


class SubstituirForm(forms.Form):
    """Quem fica no lugar de quem; o ausente é da equipe de hoje."""

    use_required_attribute = False
    ausente = forms.ModelChoiceField(
        Usuario.objects.none(),
        label="Quem vai estar fora?",
        empty_label="Escolha a pessoa",
        error_messages={"required": "Escolha quem vai estar fora."},
    )
    email = conta("E-mail de quem fica no lugar", "De alguém da equipe ou de outra unidade.")
    de = dia("Primeiro dia fora")
    ate = dia("Último dia fora")

    def __init__(self, *args: Any, unidade: Unidade, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        campo: Any = self.fields["ausente"]
        campo.queryset = equipe_de(unidade, timezone.localdate())
