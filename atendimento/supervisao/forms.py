"""O que quem supervisiona escreve: por que levanta um bloqueio, e as respostas prontas."""

from __future__ import annotations

from typing import Any

from django import forms

from atendimento.conversa_atendente.forms import Motivo
from atendimento.conversa_atendente.respostas_prontas import VARIAVEIS, desconhecidas
from atendimento.models import RespostaDaConversa
from referencia.tabelas import estado

MUDOU = "Outra pessoa mudou esta resposta enquanto você escrevia. Abra-a de novo e veja como ficou."


class LevantarForm(forms.Form):
    """Por que o bloqueio acaba antes do tempo."""

    use_required_attribute = False

    motivo = Motivo(
        "Por que se levanta?",
        "Diga por que se levanta.",
        "Fica escrito com o seu nome. Não ponha dados de ninguém.",
    )


class RespostaForm(forms.ModelForm[RespostaDaConversa]):
    """Uma resposta pronta; `estado` denuncia que outra pessoa também a escreve."""

    use_required_attribute = False

    estado = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = RespostaDaConversa
        fields = ("titulo", "texto", "em_uso")
        labels = {"titulo": "Nome, na lista", "texto": "O que se diz", "em_uso": "Oferecer a quem atende"}
        widgets = {"texto": forms.Textarea({"rows": 5})}
        error_messages = {
            "titulo": {"required": "Dê um nome à resposta.", "unique": "Já há uma resposta com este nome."},
            "texto": {"required": "Escreva o que se diz."},
        }

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["texto"].help_text = "O que muda escreve-se assim: " + ", ".join(
            f"{{{nome}}}, {o_que}" for nome, o_que in VARIAVEIS.items()
        )
        self._antes = estado(self.instance) if self.instance.pk else ""
        self.fields["estado"].initial = self._antes

    def clean_texto(self) -> str:
        texto: str = self.cleaned_data["texto"]
        if outras := desconhecidas(texto):
            ditas = ", ".join(f"{{{nome}}}" for nome in outras)
            raise forms.ValidationError(f"Não sabemos o que pôr em {ditas}. Confira como se escreve.")
        return texto

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("estado", "") != self._antes:
            self.add_error(None, MUDOU)
