"""Concluir na rua: uma foto e um toque."""

from __future__ import annotations

from typing import Any, override

from django import forms
from django.utils import timezone

from guia.models import VersaoDoServico
from protocolo.forms import EntradaDeFotos, FotosField
from solicitacoes.forms.trabalho import AtoForm, TextoAoMunicipe

SEM_FOTO = "Este serviço pede uma foto do que foi feito. Toque em “Tirar foto”."
Prova = VersaoDoServico.Prova


class ConcluirForm(AtoForm):
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

    def __init__(self, *args: Any, guardadas: int = 0, **opcoes: Any) -> None:
        """`guardadas`: quantas fotos deste pedido já chegaram numa tentativa anterior."""
        super().__init__(*args, auto_id=f"id_{opcoes['caso'].protocolo}_%s", **opcoes)
        self.guardadas = guardadas
        prova = self.caso.versao_servico.prova
        self.pede_foto = Prova.FOTO in prova
        if Prova.ORDEM in prova:
            self.fields["ordem_de_servico"].required = True
        else:
            del self.fields["ordem_de_servico"]

    def recusar(self, recusas: list[str]) -> None:
        """As fotos que não serviram, com a razão de cada uma."""
        for recusa in recusas:
            self.add_error("fotos", recusa)

    def exigir_foto(self, quantas: int) -> None:
        """Cobra a foto que o serviço pede, contando as que já estavam guardadas."""
        if self.pede_foto and not quantas and "fotos" not in self.errors:
            self.add_error("fotos", SEM_FOTO)

    @property
    @override
    def argumentos(self) -> dict[str, Any]:
        """O que vai para `finalizar`, menos as fotos: elas estão guardadas no rascunho da prova."""
        return {
            "executada_em": timezone.localdate(),
            "ordem_de_servico": self.cleaned_data.get("ordem_de_servico", ""),
            "resposta": self.cleaned_data["resposta"],
        }
