"""Concluir na rua: uma foto e um toque."""

from __future__ import annotations

from typing import Any, override

from django import forms
from django.utils import timezone

from documentos.forms import EntradaDeFotos, FotosField
from guia.models import VersaoDoServico
from mesas.forms import TextoAoMunicipe
from solicitacoes.caixa.forms.atos import EncerrarForm

SEM_FOTO = "Este serviço pede uma foto do que foi feito. Toque em “Tirar foto”."
Prova = VersaoDoServico.Prova


class ConcluirForm(EncerrarForm):
    """A resposta já vem escrita pelo modelo; a foto e a ordem só são cobradas se o serviço as pede."""

    sem_opcional = True
    fotos = FotosField(
        label="Tirar foto",
        required=False,
        widget=EntradaDeFotos({"capture": "environment", "data-fotos": ""}),
    )
    ordem_de_servico = forms.CharField(
        label="Número da ordem de serviço",
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input--width-10"}),
        error_messages={"required": "Escreva o número da ordem de serviço."},
    )
    resposta = TextoAoMunicipe(
        label="O que o munícipe vai ler",
        error_messages={"required": "Escreva o que foi feito."},
    )

    envio = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, auto_id=f"id_{opcoes['caso'].protocolo}_%s", **opcoes)
        prova = self.caso.versao_servico.prova
        self.pede_foto = Prova.FOTO in prova
        if Prova.ORDEM in prova:
            self.fields["ordem_de_servico"].required = True
        else:
            del self.fields["ordem_de_servico"]

    def clean(self) -> dict[str, Any]:
        limpos = super().clean()
        if self.pede_foto and not self.guardadas and "fotos" not in self.errors:
            self.add_error("fotos", SEM_FOTO)
        return limpos

    @property
    @override
    def argumentos(self) -> dict[str, Any]:
        """O que vai para `finalizar`, com as fotos que já chegaram."""
        return {
            "executada_em": timezone.localdate(),
            "ordem_de_servico": self.cleaned_data.get("ordem_de_servico", ""),
            "resposta": self.cleaned_data["resposta"],
            "fotos": list(self.guardadas),
        }
