"""Na rua: concluir com uma foto, dizer por que não deu, e dar a lista a um colega."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, override

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from contas.models import Usuario
from documentos.forms import EntradaDeFotos, FotosField
from guia.models import VersaoDoServico
from mesas.forms import TextoAoMunicipe
from solicitacoes.caixa.forms.atos import AtoForm, EncerrarForm
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import MotivoDaVolta

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


class NaoDeuForm(AtoForm):
    """Por que não deu, com as fotos que o mostram; "Outro motivo" só com palavras."""

    sem_opcional = True
    motivo = forms.ChoiceField(
        label="Por que não deu?",
        choices=MotivoDaVolta.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Escolha por que não deu."},
    )
    texto = forms.CharField(
        label="O que mais é preciso saber (opcional)",
        required=False,
        max_length=600,
        help_text="O munícipe também lê. Não escreva o nome nem o telefone de ninguém.",
        widget=forms.Textarea({"rows": 3}),
    )
    fotos = FotosField(
        label="Foto de como estava (opcional)",
        required=False,
        widget=EntradaDeFotos({"capture": "environment", "data-fotos": ""}),
        help_text="O munícipe também a vê; tiramos dela a localização.",
    )
    envio = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        limpos = super().clean()
        if limpos.get("motivo") == MotivoDaVolta.OUTRO and not limpos.get("texto"):
            self.add_error("texto", "Escreva qual foi o motivo.")
        return limpos

    @property
    @override
    def argumentos(self) -> dict[str, Any]:
        """O que vai para `voltar_sem_fazer`, com as fotos que já chegaram."""
        limpos = self.cleaned_data
        return {"motivo": limpos["motivo"], "texto": limpos["texto"], "fotos": list(self.guardadas)}


class DarForm(forms.Form):
    """Que pedidos da lista passam, e a quem; todos já vêm marcados."""

    use_required_attribute = False
    colega = forms.ModelChoiceField(
        label="A quem?",
        queryset=Usuario.objects.none(),
        empty_label="Escolha um colega",
        error_messages={
            "required": "Escolha a quem dar.",
            "invalid_choice": "Esta pessoa não trabalha nesta unidade hoje. Escolha outra.",
        },
    )
    p = forms.MultipleChoiceField(
        label="Quais pedidos?",
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
        error_messages={
            "required": "Marque ao menos um pedido.",
            "invalid_choice": "A lista mudou: um dos pedidos já não está nela. Confira e mande de novo.",
        },
    )

    def __init__(
        self, *args: Any, casos: Sequence[Solicitacao], colegas: QuerySet[Usuario], **opcoes: Any
    ) -> None:
        super().__init__(*args, **opcoes)
        self.fields["colega"].queryset = colegas  # type: ignore[attr-defined]
        self.fields["p"].choices = [  # type: ignore[attr-defined]
            (caso.protocolo, f"{numero}. {caso.endereco or 'Sem endereço'}")
            for numero, caso in enumerate(casos, start=1)
        ]
        self.fields["p"].initial = [caso.protocolo for caso in casos]
