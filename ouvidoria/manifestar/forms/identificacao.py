"""Quem se manifesta, e o que o balcão diz de como a manifestação chegou."""

from __future__ import annotations

from typing import Any

from django import forms

from contas import identificacao
from ouvidoria.situacoes import TipoDeManifestacao
from protocolo.campo_de_dia import DiaDeRecebimento
from protocolo.models import Canal

CANAIS = [
    (Canal.CENTRAL, "Telefone"),
    (Canal.PRACA, "Praça de Atendimento"),
    (Canal.CARTA, "Carta"),
    (Canal.BALCAO, "Visita à Ouvidoria ou ao órgão"),
]
ESCOLHA = "Escolha entre as opções da lista."


class IdentificacaoForm(identificacao.IdentificacaoForm):
    """Qualquer manifestação pode ser anônima; fora da denúncia, a pessoa diz se o órgão pode saber quem é."""

    def __init__(self, *args: Any, denuncia: bool, **kwargs: Any) -> None:
        super().__init__(*args, anonima=True, **kwargs)
        if "email" not in self.fields:
            return
        self.fields["email"].help_text = "Para receber a resposta e os avisos da Ouvidoria."
        so_a_ouvidoria = "Só para a Ouvidoria tirar uma dúvida."  # de quem denuncia, nada vai por SMS
        ajuda = so_a_ouvidoria if denuncia else identificacao.ajuda_do_telefone("a Ouvidoria")
        self.fields["telefone"].help_text = ajuda
        if not denuncia:
            self.fields["permite_identificar"] = forms.BooleanField(
                label="O órgão pode saber quem é o munícipe"
                if self.em_nome_de_outro
                else "O órgão pode saber quem sou",
                required=False,
                help_text="Sem esta marca, só a Ouvidoria sabe.",
            )

    def clean(self) -> dict[str, Any]:
        permite = bool((self.cleaned_data or {}).get("permite_identificar"))
        limpos = super().clean()
        return limpos if limpos.get("anonima") else limpos | {"permite_identificar": permite}


class BalcaoForm(forms.Form):
    """O que chegou, por onde e em que dia."""

    use_required_attribute = False

    tipo = forms.ChoiceField(
        label="O que o munícipe quer registrar?",
        choices=TipoDeManifestacao.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Escolha o tipo da manifestação.", "invalid_choice": ESCOLHA},
    )
    canal = forms.ChoiceField(
        label="Por onde chegou?",
        choices=CANAIS,
        widget=forms.RadioSelect,
        error_messages={"required": "Diga por onde a manifestação chegou.", "invalid_choice": ESCOLHA},
    )
    recebida_em = DiaDeRecebimento(error_messages={"required": "Diga em que dia a manifestação chegou."})
    protocolo = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
