"""O que quem atende escreve e escolhe numa conversa."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone

from atendimento.conversa_atendente.lista import colegas, lugares
from atendimento.models import MAIOR_MENSAGEM, AssuntoDaConversa
from atendimento.situacoes import Estado
from contas.models import Usuario
from documentos.forms import FotosField
from roteamento.models import Unidade

A_FILA = "Devolver à fila"
DO_LUGAR = "lugar-"
DEPOIS = "depois"
TEMPOS = {"1": "1 hora", "24": "1 dia", "168": "7 dias", "720": "30 dias"}
"""Por quantas horas não se aceita conversa de quem se bloqueou."""


class Motivo(forms.CharField):
    """Por que se faz o que se faz a uma conversa, em duas linhas; `falta` é a frase a quem não o diz."""

    def __init__(
        self, label: str, falta: str, dica: str = "Só quem atende lê: fica como nota na conversa."
    ) -> None:
        super().__init__(
            label=label,
            max_length=300,
            required=bool(falta),
            help_text=dica,
            widget=forms.Textarea({"rows": 2}),
            error_messages={"required": falta},
        )


class DisponibilidadeForm(forms.Form):
    """De que assuntos se recebe, e em que se está, que é o botão que diz."""

    use_required_attribute = False

    estado = forms.ChoiceField(
        choices=Estado.choices,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Escolha um dos botões."),
    )

    assuntos = forms.ModelMultipleChoiceField(
        AssuntoDaConversa.objects.filter(em_uso=True),
        label="De que assuntos?",
        required=False,
        help_text="Nenhum marcado: de todos.",
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )


class DizerForm(forms.Form):
    """Uma mensagem, ou uma nota que só quem atende lê. A chave repetida é a mesma mensagem."""

    use_required_attribute = False
    sem_opcional = True

    texto = forms.CharField(
        label="Mensagem",
        max_length=MAIOR_MENSAGEM,
        required=False,
        widget=forms.Textarea({"rows": 3, "data-atalho": "F6", "aria-keyshortcuts": "F6"}),
    )
    fotos = FotosField(label="Fotos", required=False, allow_empty_file=True)
    chave = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    ultima = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)
    """A ordem da última mensagem que estava à vista: responder é ter lido."""


class PassarForm(forms.Form):
    """A quem se passa a conversa, um colega ou um lugar, e por quê."""

    use_required_attribute = False
    sem_opcional = True

    para = forms.ChoiceField(label="Para quem?", required=False)
    motivo = Motivo("Por quê?", "Diga por que passa a conversa.")

    def __init__(self, *args: Any, quem: Usuario, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        agora = timezone.now()
        self._colegas = {str(um.usuario_id): um for um in colegas(quem, agora)}
        self._lugares = {f"{DO_LUGAR}{um.pk}": (um, recebem) for um, recebem in lugares(agora)}
        campo: Any = self.fields["para"]
        campo.choices = [
            ("", A_FILA),
            ("Colegas", [(pk, f"{um.usuario.nome}, {um.unidade.nome}") for pk, um in self._colegas.items()]),
            ("Lugares", [(pk, _do_lugar(*um)) for pk, um in self._lugares.items()]),
        ]

    @property
    def dito(self) -> dict[str, Any]:
        """A quem, ou a que lugar, e por quê, como a ação os recebe."""
        escolhido, motivo = self.cleaned_data["para"], self.cleaned_data["motivo"]
        colega, lugar = self._colegas.get(escolhido), self._lugares.get(escolhido)
        return {
            "para": colega.usuario if colega else None,
            "lugar": lugar[0] if lugar else None,
            "motivo": motivo,
        }


class EntregarForm(PassarForm):
    """O que se faz de todas as conversas de quem deixa de as atender."""

    motivo = Motivo(
        "O que precisa saber quem as continuar? (opcional)",
        falta="",
        dica="Só quem atende lê: fica como nota em cada uma.",
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        campo: Any = self.fields["para"]
        campo.label = "O que se faz delas?"
        campo.choices = [("", A_FILA), (DEPOIS, "Responder depois"), *campo.choices[1:]]

    @property
    def dito(self) -> dict[str, Any]:
        return {**super().dito, "depois": self.cleaned_data["para"] == DEPOIS}


def _do_lugar(lugar: Unidade, recebem: int) -> str:
    """Com quantos recebem agora: a que não há quem tome fica à espera."""
    quantos = (
        f"{recebem} {'recebe' if recebem == 1 else 'recebem'} agora" if recebem else "ninguém recebe agora"
    )
    return f"{lugar.nome} ({quantos})"


class BloquearForm(forms.Form):
    """Por que, e por quanto tempo, não se aceita conversa desta pessoa."""

    use_required_attribute = False

    motivo = Motivo(
        "O que houve?",
        "Diga o que houve.",
        "A pessoa lê, se tentar outra conversa. Não ponha dados de ninguém.",
    )
    horas = forms.TypedChoiceField(
        label="Por quanto tempo?",
        choices=list(TEMPOS.items()),
        coerce=int,
        initial="24",
        widget=forms.RadioSelect,
        error_messages={"required": "Diga por quanto tempo."},
    )

    @property
    def dito(self) -> dict[str, Any]:
        """O motivo e o tempo, como a ação os recebe."""
        return {"motivo": self.cleaned_data["motivo"], "tempo": timedelta(hours=self.cleaned_data["horas"])}


class DepoisForm(forms.Form):
    """Por que não se responde já; de quem não deixou contato, também que ele se pediu."""

    use_required_attribute = False

    motivo = Motivo("O que falta para responder?", "Diga o que falta.")
    sem_contato = forms.BooleanField(
        label="Pedi o contato, e a pessoa não o deixa. Ela sabe que só lê a resposta se voltar à conversa",
        error_messages={"required": "Peça antes o contato, ou marque que a pessoa não o deixa."},
    )

    def __init__(self, *args: Any, ha_contato: bool, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        if ha_contato:
            del self.fields["sem_contato"]


class DenunciaForm(forms.Form):
    """Nada se escreve: o botão confirma."""
