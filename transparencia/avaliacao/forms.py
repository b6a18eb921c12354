"""O que o órgão escreve, e como se lê a tabela do ano."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms

from transparencia.avaliacao.aspectos import PROPORCOES

MAIOR_TEXTO = 8000


class MedidasForm(forms.Form):
    """As medidas do ano: o texto vai à internet como se escreveu."""

    use_required_attribute = False
    texto = forms.CharField(
        label="O que o órgão fez para melhorar os serviços",
        help_text="Diga o que mudou e em que serviço, com datas e números. Separe os parágrafos com uma "
        "linha em branco. Não escreva nome nem dado de ninguém.",
        max_length=MAIOR_TEXTO,
        widget=forms.Textarea({"rows": 12}),
        error_messages={
            "required": "Escreva o que o órgão fez. Se não fez nada, diga isso e por quê.",
            "max_length": "O texto pode ter até %(limit_value)d letras. Este tem %(show_value)d.",
        },
    )
    versao = forms.IntegerField(widget=forms.HiddenInput)


class TabelaForm(forms.Form):
    """De quem são as linhas, e por que aspecto vão em ordem; o que não se entende vale o de sempre."""

    use_required_attribute = False
    ver = forms.ChoiceField(label="Mostrar", choices=[("orgaos", "Os órgãos"), ("servicos", "Os serviços")])
    orgao = forms.ChoiceField(label="Órgão")
    ordem = forms.ChoiceField(
        label="Em ordem de",
        choices=[
            *((aspecto.chave, aspecto.curto) for aspecto in PROPORCOES),
            ("manifestacoes", "Manifestações"),
            ("pedidos", "Pedidos encerrados"),
        ],
    )

    def __init__(self, dados: Mapping[str, Any] | None, orgaos: list[tuple[str, str]], **mais: Any) -> None:
        super().__init__(dados, **mais)
        cast("forms.ChoiceField", self.fields["orgao"]).choices = [("", "Todos"), *orgaos]

    def lido(self) -> dict[str, str]:
        """Cada escolha, com a de sempre no lugar da que falta ou não existe."""
        self.is_valid()
        escolhas = {"ver": "orgaos", "orgao": "", "ordem": PROPORCOES[0].chave}
        return {nome: self.cleaned_data.get(nome) or padrao for nome, padrao in escolhas.items()}
