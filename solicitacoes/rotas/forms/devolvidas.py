"""O formulário de quem decide de que unidade é um pedido devolvido."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.safestring import mark_safe

from roteamento.models import Unidade
from solicitacoes.caixa import percurso
from solicitacoes.caixa.forms.atos import TransferirForm
from solicitacoes.forms.campos import MotivoAoMunicipe

OUTRA = "outra"
SO_SE_OUTRA = (
    "<span data-quando>Responda só se escolheu “Outra unidade”. </span>"
    "Comece a escrever a sigla ou o nome e escolha na lista."
)


class DecidirForm(TransferirForm):
    """A unidade em que o pedido está, uma por que ele passou ou outra, e por quê."""

    sem_opcional = True
    field_order = ["versao", "destino", "unidade", "motivo"]

    destino = forms.ChoiceField(
        label="Quem cuida do pedido?",
        widget=forms.RadioSelect({"class": "govuk-radios--small"}),
        error_messages={"required": "Escolha que unidade cuida do pedido."},
    )
    unidade = forms.CharField(
        label="Que outra unidade?",
        help_text=mark_safe(SO_SE_OUTRA),  # noqa: S308  texto fixo
        max_length=200,
        required=False,
        widget=forms.TextInput(
            {"list": "unidades", "autocomplete": "off", "data-mostrar-se": f"destino={OUTRA}"}
        ),
    )
    motivo = MotivoAoMunicipe("Por que o pedido é dela?", "Escreva por que o pedido é desta unidade.")

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        caminho = percurso.caminhos([self.caso.pk]).get(self.caso.pk, [])
        vigentes = Unidade.objects.vigentes(timezone.localdate()).in_bulk(
            [self.caso.unidade.sigla, *caminho], field_name="sigla"
        )
        atual = vigentes.pop(self.caso.unidade.sigla, None)
        self.oferecidas = {str(u.pk): u for u in ([atual] if atual else []) + list(vigentes.values())}
        escolha: Any = self.fields["destino"]
        escolha.choices = [(pk, self._em_palavras(u)) for pk, u in self.oferecidas.items()]
        escolha.choices += [(OUTRA, "Outra unidade")]

    def _em_palavras(self, unidade: Unidade) -> str:
        fica = "Fica onde está: " if unidade.pk == self.caso.unidade_id else ""
        return f"{fica}{unidade.nome} ({unidade.sigla})"

    def clean_unidade(self) -> Unidade:
        """A escolhida no botão ou, em “Outra unidade”, a escrita."""
        destino = self.cleaned_data.get("destino", "")
        if destino in self.oferecidas:
            return self.oferecidas[destino]
        if destino == OUTRA and not self.cleaned_data["unidade"].strip():
            raise ValidationError("Escreva que outra unidade cuida do pedido.")
        return super().clean_unidade() if destino == OUTRA else self.caso.unidade

    @property
    def argumentos(self) -> dict[str, Any]:
        return {nome: valor for nome, valor in super().argumentos.items() if nome != "destino"}
