"""O formulário de juntar pedidos iguais."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from contas.autor import Autor
from protocolo import numero
from solicitacoes.caixa import grupo
from solicitacoes.models import Solicitacao


class JuntarForm(forms.Form):
    """Que pedidos se juntam com o da página, os marcados e o que se escreveu, e qual fica como principal."""

    use_required_attribute = False
    outro = forms.CharField(
        label="Outro pedido, pelo protocolo",
        help_text="Do mesmo serviço e desta unidade.",
        required=False,
        max_length=30,
        widget=forms.TextInput(
            {"class": "govuk-input--width-20", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )
    marcados: forms.ModelMultipleChoiceField[Solicitacao] = forms.ModelMultipleChoiceField(
        queryset=None,
        to_field_name="protocolo",
        required=False,
        error_messages={
            "invalid_choice": "O pedido %(value)s já não se pode juntar a este: foi encerrado, juntado a "
            "outro ou mudou de unidade. Tire-o e tente de novo."
        },
    )
    principal = forms.CharField(required=False, max_length=15, widget=forms.HiddenInput)

    def __init__(self, *args: Any, caso: Solicitacao, por: Autor, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.caso = caso
        self.podem = grupo.podem_se_juntar(caso, por).select_related("versao_servico")
        self.fields["marcados"].queryset = self.podem  # type: ignore[attr-defined]

    def clean_outro(self) -> Solicitacao | None:
        escrito = numero.normalizar(self.cleaned_data["outro"])
        if not escrito:
            return None
        achado: Solicitacao | None = self.podem.filter(protocolo=escrito).first()
        if achado is None:
            raise ValidationError(
                "Confira o protocolo: só se junta um pedido aberto, do mesmo serviço e desta unidade, "
                "que não esteja junto de outro."
            )
        return achado

    def clean_marcados(self) -> list[Solicitacao]:
        marcados: list[Solicitacao] = list(self.cleaned_data["marcados"])
        if len(marcados) > grupo.MUITOS:
            raise ValidationError(f"Junte até {grupo.MUITOS} pedidos de cada vez.")
        return marcados

    def clean(self) -> dict[str, Any]:
        dados: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.outros:
            self.add_error("outro", "Marque ao menos um pedido da lista ou escreva o protocolo de um.")
        return dados

    @property
    def marcados_na_pagina(self) -> list[str]:
        """O que se marcou, mesmo recusado: volta marcado."""
        valores: list[str] = self["marcados"].value() or []
        return valores

    @property
    def outros(self) -> list[Solicitacao]:
        """Os pedidos que se juntam com o da página, o mais antigo primeiro, sem repetir."""
        todos = [*self.cleaned_data.get("marcados", []), self.cleaned_data.get("outro")]
        unicos = {caso.pk: caso for caso in todos if caso is not None}
        return sorted(unicos.values(), key=grupo.antiguidade)

    def escolher_principal(self) -> Solicitacao:
        """O que se pediu; senão, o que já tem grupo; senão, o mais antigo: é o que espera há mais tempo."""
        todos = sorted([self.caso, *self.outros], key=grupo.antiguidade)
        pedido = self.cleaned_data.get("principal")
        com_grupo = set(Solicitacao.objects.filter(principal__in=todos).values_list("principal", flat=True))
        escolhidos = [caso for caso in todos if caso.protocolo == pedido]
        return next(iter(escolhidos or [caso for caso in todos if caso.pk in com_grupo] or todos))
