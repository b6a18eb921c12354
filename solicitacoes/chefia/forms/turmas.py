"""O formulário de uma turma. Os nomes dos campos são os argumentos da ação."""

from __future__ import annotations

from django import forms

from solicitacoes.models import Turma


class TurmaForm(forms.Form):
    use_required_attribute = False
    nome = forms.CharField(
        label="Nome da turma",
        help_text="Como a equipe a chama, por exemplo “Tapa-buraco 2”. O munícipe não vê.",
        max_length=60,
        error_messages={"required": "Dê um nome à turma."},
    )
    de_quem = forms.ChoiceField(
        label="De quem é?",
        choices=Turma.DeQuem.choices,
        widget=forms.RadioSelect({"class": "govuk-radios--small"}),
        error_messages={"required": "Diga se a turma é própria ou contratada."},
    )
    empresa = forms.CharField(label="Empresa", help_text="Só da contratada.", max_length=120, required=False)
    contrato = forms.CharField(
        label="Número do contrato", help_text="Só da contratada.", max_length=60, required=False
    )
