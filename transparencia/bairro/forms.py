"""Achar o bairro, escolher o serviço, e o e-mail que recebe o boletim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms

from guia.models import Servico
from roteamento.localizacao.grafias import separar_numero
from roteamento.models import Distrito
from roteamento.ruas.no_banco import localizar_perto
from solicitacoes import lugar

NAO_ACHADO = "Não achamos este lugar na cidade. Confira como se escreve, tente o CEP ou escolha na lista."


class OndeForm(forms.Form):
    """Um CEP, um bairro ou uma rua; `distritos` são os que ele pode ser."""

    use_required_attribute = False
    sem_opcional = True
    onde = forms.CharField(
        label="Onde?",
        max_length=150,
        help_text="Rua e número, CEP ou nome do bairro. Por exemplo: Rua Líbero Badaró, 425.",
        widget=forms.TextInput({"autocomplete": "street-address", "spellcheck": "false"}),
        error_messages={
            "required": "Escreva uma rua, um CEP ou um bairro.",
            "max_length": "Escreva no máximo %(limit_value)d letras.",
        },
    )

    distritos: list[Distrito] = []  # noqa: RUF012  só se troca inteira

    def clean_onde(self) -> str:
        onde = str(self.cleaned_data["onde"])
        self.distritos = localizar_perto(onde).distritos or _da_rua(onde)
        if not self.distritos:
            raise forms.ValidationError(NAO_ACHADO)
        return onde


def _da_rua(onde: str) -> list[Distrito]:
    rua, numero = separar_numero(" ".join(onde.split()))
    return lugar.localizar({"logradouro": rua, "numero": numero}).distritos


class BoletimForm(forms.Form):
    """O e-mail, que um código prova, e de que serviço se quer saber."""

    use_required_attribute = False
    sem_opcional = True
    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        help_text="Mandamos um código para ele agora. Não é preciso ter conta.",
        widget=forms.EmailInput({"autocomplete": "email", "class": "govuk-input--width-20"}),
        error_messages={
            "required": "Escreva o seu e-mail.",
            "invalid": "Escreva um e-mail como nome@exemplo.com.br.",
        },
    )
    servico = forms.ChoiceField(
        label="De que serviço",
        required=False,
        error_messages={"invalid_choice": "Escolha um serviço da lista."},
    )

    def __init__(self, dados: Mapping[str, Any] | None, servicos: list[Servico], **mais: Any) -> None:
        super().__init__(dados, **mais)
        cast("forms.ChoiceField", self.fields["servico"]).choices = opcoes(servicos)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class FiltroForm(forms.Form):
    """De que serviço se mostra a lista."""

    use_required_attribute = False
    sem_opcional = True
    servico = forms.ChoiceField(label="Serviço", required=False)

    def __init__(self, servicos: list[Servico], escolhido: Servico | None) -> None:
        super().__init__(initial={"servico": escolhido.slug if escolhido else ""})
        cast("forms.ChoiceField", self.fields["servico"]).choices = opcoes(servicos)


def opcoes(servicos: list[Servico]) -> list[tuple[str, str]]:
    """O endereço e o nome de cada serviço, com todos à frente."""
    return [("", "Todos os serviços públicos"), *((um.slug, um.titulo) for um in servicos)]
