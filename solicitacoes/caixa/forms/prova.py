"""O formulário que corrige a prova de um pedido finalizado: as fotos que saem, as que entram e por quê."""

from __future__ import annotations

from typing import Any

from django import forms

from documentos.forms import EntradaDeFotos, FotosField
from documentos.recebidos import MAXIMO_DE_FOTOS
from solicitacoes.acoes.prova import NADA_MUDA
from solicitacoes.caixa.forms.atos import AtoForm
from solicitacoes.forms.campos import MotivoAoMunicipe
from solicitacoes.situacoes import EQUIPE


class CorrigirProvaForm(AtoForm):
    tirar = forms.TypedMultipleChoiceField(
        label="Que fotos saem?",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
        error_messages={"invalid_choice": "Esta foto já não está na prova. Marque as que saem."},
    )
    fotos = FotosField(
        label="Fotos que entram",
        required=False,
        widget=EntradaDeFotos({"data-fotos": True, "data-maximo": MAXIMO_DE_FOTOS}),
        help_text=f"Até {MAXIMO_DE_FOTOS}. O munícipe também as vê; tiramos delas a localização.",
    )
    motivo = MotivoAoMunicipe("Por que as fotos mudam?", "Escreva por que as fotos mudam.")
    envio = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.de_agora = list(self.caso.anexos.filter(papel__in=EQUIPE).order_by("ordem", "pk"))
        tirar: Any = self.fields["tirar"]
        tirar.choices = [(foto.pk, f"Foto {n}: {foto.nome}") for n, foto in enumerate(self.de_agora, start=1)]
        if not self.de_agora:
            del self.fields["tirar"]

    @property
    def argumentos(self) -> dict[str, Any]:
        dados, tirar = self.cleaned_data, self.cleaned_data.get("tirar", [])
        return {"motivo": dados["motivo"], "tirar": tirar, "fotos": list(self.guardadas)}

    def clean(self) -> dict[str, Any]:
        limpos = super().clean()
        if not limpos.get("tirar") and not self.guardadas and not {"tirar", "fotos"} & self.errors.keys():
            self.add_error("tirar" if "tirar" in self.fields else "fotos", NADA_MUDA)
        return limpos
