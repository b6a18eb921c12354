"""O que a Ouvidoria escreve no relatório do ano."""

from __future__ import annotations

from typing import Any

from django import forms

MAIOR_TEXTO = 20_000
PARAGRAFOS = "Separe os parágrafos com uma linha em branco. Não escreva nome nem dado de ninguém."


class RelatorioForm(forms.Form):
    """Os dois textos que a lei pede além dos números; em rascunho podem faltar."""

    use_required_attribute = False
    pontos_recorrentes = forms.CharField(
        label="Pontos recorrentes",
        help_text=f"O que mais se repetiu no ano, e por quê. {PARAGRAFOS}",
        max_length=MAIOR_TEXTO,
        widget=forms.Textarea({"rows": 12}),
        error_messages={"required": "Para publicar, escreva os pontos recorrentes."},
    )
    providencias = forms.CharField(
        label="Providências adotadas",
        help_text=f"O que a Prefeitura fez para resolver cada ponto. {PARAGRAFOS}",
        max_length=MAIOR_TEXTO,
        widget=forms.Textarea({"rows": 12}),
        error_messages={"required": "Para publicar, escreva as providências."},
    )
    versao = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, completo: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for campo in ("pontos_recorrentes", "providencias"):
            self.fields[campo].required = completo
