"""Campos de mais de um formulário: distrito, motivo; e `reescrever`, o que volta à página."""

from __future__ import annotations

from typing import Any

from django import forms

from mesas.forms import TextoAoMunicipe
from roteamento.models import Distrito
from solicitacoes.lugar import distrito_por_extenso


class CampoDoDistrito(forms.ModelChoiceField[Distrito]):
    """Um distrito da cidade, com a subprefeitura dele; opcional, se não se diz."""

    default_error_messages = {"invalid_choice": "Escolha um distrito da lista."}

    def __init__(self, *, label: str = "Distrito", required: bool = False, **opcoes: Any) -> None:
        todos = Distrito.objects.com_subprefeitura().por_nome()
        super().__init__(todos, label=label, required=required, **opcoes)

    def label_from_instance(self, obj: Distrito) -> str:
        return distrito_por_extenso(obj)


class MotivoAoMunicipe(TextoAoMunicipe):
    """Uma razão que o munícipe também lê; `falta` é o que se diz a quem não a escreveu."""

    def __init__(self, rotulo: str, falta: str, mais: str = "") -> None:
        dica = f"O munícipe também lê este motivo.{mais}"
        super().__init__(label=rotulo, help_text=dica, error_messages={"required": falta})


def reescrever(form: forms.BaseForm, **valores: str) -> None:
    """O que a página mostra de volta nestes campos, em vez do que a pessoa mandou."""
    form.data = form.data.copy()  # type: ignore[attr-defined]
    for nome, valor in valores.items():
        form.data[form.add_prefix(nome)] = valor  # type: ignore[index]
