"""O que a chefia da Central e das Praças escreve."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone

from assistente.comprovante import mascarar_email
from atendimento.consultas import ve_todas
from atendimento.models.comunicados import TAMANHO
from atendimento.models.turnos import Dia
from avisos.canais.base import ligado
from avisos.canais.destinos import celular
from avisos.situacoes import Canal
from contas.identificacao import validar_contato
from contas.models import Interessado, Usuario
from contas.papeis import Papel
from roteamento.models import Unidade

TODO_DIA_UTIL = [Dia.SEGUNDA, Dia.TERCA, Dia.QUARTA, Dia.QUINTA, Dia.SEXTA]
A_TODOS = "A Central e todas as Praças"


class CampoDeHora(forms.DateTimeField):
    """Um dia e uma hora, com o calendário do navegador."""

    widget = forms.DateTimeInput(
        {"type": "datetime-local", "class": "govuk-input--width-20"}, format="%Y-%m-%dT%H:%M"
    )
    default_error_messages = {
        "required": "Escolha o dia e a hora.",
        "invalid": "Escreva o dia e a hora assim: 24/11/2026 08:00.",
    }


class ComunicadoForm(forms.Form):
    """Um comunicado: o texto, a quem, de quando até quando. A todos, só quem supervisiona a Central."""

    use_required_attribute = False
    sem_opcional = True

    texto = forms.CharField(
        label="O que quem atende precisa saber?",
        max_length=TAMANHO,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Escreva o comunicado."},
    )
    unidade = forms.ModelChoiceField(
        Unidade.objects.none(),
        label="Para quem?",
        empty_label="Escolha a unidade",
        error_messages={"required": "Escolha para quem é."},
    )
    de = CampoDeHora(label="A partir de quando?")
    ate = CampoDeHora(label="Até quando?")

    def __init__(self, *args: Any, unidades: list[Unidade], **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        campo: Any = self.fields["unidade"]
        campo.queryset = Unidade.objects.filter(pk__in=[unidade.pk for unidade in unidades]).order_by("nome")
        campo.label_from_instance = lambda unidade: unidade.por_extenso
        if ve_todas(unidades):
            campo.required, campo.empty_label = False, A_TODOS


def hora(rotulo: str) -> forms.TimeField:
    erros = {"required": "Escreva a hora.", "invalid": "Escreva a hora assim: 08:00."}
    widget = forms.TimeInput({"type": "time", "class": "govuk-input--width-10"}, format="%H:%M")
    return forms.TimeField(label=rotulo, widget=widget, error_messages=erros)


class TurnoForm(forms.Form):
    """De quem atende na unidade, em que dias e de que horas a que horas."""

    use_required_attribute = False

    usuario = forms.ModelChoiceField(
        Usuario.objects.none(),
        label="Quem?",
        empty_label="Escolha a pessoa",
        error_messages={"required": "Escolha a pessoa."},
    )
    dias = forms.TypedMultipleChoiceField(
        label="Em que dias?",
        choices=Dia.choices,
        coerce=int,
        initial=TODO_DIA_UTIL,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
        error_messages={"required": "Escolha ao menos um dia."},
    )
    de = hora("Das")
    ate = hora("Às")

    def __init__(self, *args: Any, unidade: Unidade, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        lotados = unidade.lotacoes.vigentes(timezone.localdate()).filter(papel=Papel.ATENDENTE)
        campo: Any = self.fields["usuario"]
        campo.queryset = Usuario.objects.filter(pk__in=lotados.values("usuario")).order_by("nome")
        campo.label_from_instance = lambda usuario: usuario.nome
        self.fields["ate"].help_text = "O que passa da meia-noite acaba no dia seguinte."


OUTRO = "outro"


class MandarForm(forms.Form):
    """Aonde vai o protocolo: a um contato guardado no caso, que não se mostra inteiro, ou a outro."""

    use_required_attribute = False

    aonde = forms.ChoiceField(
        label="Para onde?",
        widget=forms.RadioSelect,
        error_messages={"required": "Escolha para onde vai o protocolo."},
    )
    contato = forms.CharField(
        label="O outro contato",
        required=False,
        max_length=254,
        widget=forms.TextInput(
            {"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-20"}
        ),
    )

    def __init__(self, *args: Any, guardado: Interessado | None, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.guardado, sms = guardado, ligado(Canal.SMS)
        campo: Any = self.fields["aonde"]
        campo.choices = [*self._guardados(sms=sms), (OUTRO, "A outro, só desta vez")]
        if len(campo.choices) == 1:
            self.initial["aonde"] = OUTRO
        self.fields["contato"].help_text = "E-mail, ou celular com DDD." if sms else "Um e-mail."

    def _guardados(self, *, sms: bool) -> Iterator[tuple[str, str]]:
        if self.guardado is None:
            return
        if email := self.guardado.email:
            yield "email", f"Ao e-mail guardado: {mascarar_email(email)}"
        if sms and celular(self.guardado.telefone):
            yield "telefone", f"Por SMS ao celular guardado, com final {self.guardado.telefone[-4:]}"

    def clean(self) -> dict[str, Any]:
        """`contato` passa a ser o que se escolheu."""
        limpos = super().clean() or {}
        aonde = limpos.get("aonde")
        if aonde == OUTRO:
            try:
                limpos["contato"] = validar_contato(limpos.get("contato", ""))
            except forms.ValidationError as erro:
                self.add_error("contato", erro)
        elif aonde:
            limpos["contato"] = getattr(self.guardado, aonde)
        return limpos
