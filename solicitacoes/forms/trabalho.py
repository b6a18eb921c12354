"""Os formulários de quem trabalha na caixa. Os nomes dos campos são os argumentos das ações.

Todo formulário leva `versao`: a do pedido quando a página foi aberta, que denuncia o conflito.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from roteamento.models import Unidade
from roteamento.models.unidades import PRACA_DE_ATENDIMENTO
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import ESCOLHIVEIS, MotivoDeRecusa
from solicitacoes.textos import RespostaInsuficiente, conferir_resposta

MAIOR_TEXTO = 2000


class TextoAoMunicipe(forms.CharField):
    """Um texto que o munícipe vai ler: recusa o que não é frase, com um conselho."""

    def __init__(self, **opcoes: Any) -> None:
        super().__init__(
            max_length=MAIOR_TEXTO,
            widget=forms.Textarea({"rows": 5}),
            **opcoes,
        )

    def clean(self, value: Any) -> str:
        try:
            return conferir_resposta(super().clean(value))
        except RespostaInsuficiente as recusa:
            raise ValidationError(str(recusa)) from recusa


class AtoForm(forms.Form):
    """O mínimo de todo ato: a versão do pedido que a pessoa estava vendo."""

    use_required_attribute = False
    versao = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, caso: Solicitacao, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.caso = caso

    @property
    def argumentos(self) -> dict[str, Any]:
        """O que vai para a ação, além do caso, da versão e de quem age."""
        return {nome: valor for nome, valor in self.cleaned_data.items() if nome != "versao"}


class ComplementoForm(AtoForm):
    pergunta = TextoAoMunicipe(
        label="O que o munícipe precisa responder?",
        help_text="Uma pergunta de cada vez, em palavras simples. O prazo para enquanto se espera.",
        error_messages={"required": "Escreva a pergunta."},
    )


class DevolverForm(AtoForm):
    motivo = TextoAoMunicipe(
        label="Por que o pedido volta?",
        help_text="O munícipe também lê este motivo.",
        error_messages={"required": "Escreva por que o pedido volta."},
    )


class TransferirForm(AtoForm):
    unidade = forms.CharField(
        label="Para que unidade?",
        help_text="Comece a escrever a sigla ou o nome e escolha na lista.",
        max_length=200,
        widget=forms.TextInput({"list": "unidades", "autocomplete": "off"}),
        error_messages={"required": "Escolha a unidade que deve cuidar do pedido."},
    )
    motivo = TextoAoMunicipe(
        label="Por que este pedido é dela?",
        help_text="O munícipe também lê este motivo.",
        error_messages={"required": "Escreva por que o pedido deve mudar de unidade."},
    )

    def unidades(self) -> list[tuple[str, str]]:
        """Sigla e nome de cada destino possível, para a lista do campo."""
        return list(self._destinos().values_list("sigla", "nome"))

    def _destinos(self) -> Any:
        """As unidades de hoje, menos a atual e as Praças, que só atendem."""
        hoje = timezone.localdate()
        return (
            Unidade.objects.vigentes(hoje)
            .exclude(pk=self.caso.unidade_id)
            .exclude(atribuicao=PRACA_DE_ATENDIMENTO)
        )

    def clean_unidade(self) -> Unidade:
        escrita = self.cleaned_data["unidade"].strip()
        destino: Unidade | None = self._destinos().filter(sigla__iexact=escrita).first()
        if destino is None:
            raise ValidationError("Escolha uma unidade da lista, pela sigla.")
        return destino


class FinalizarForm(AtoForm):
    desfecho = forms.ChoiceField(
        label="O que aconteceu?",
        choices=[(d.value, d.label) for d in ESCOLHIVEIS],
        widget=forms.RadioSelect({"class": "govuk-radios--small"}),
        error_messages={"required": "Escolha o que aconteceu."},
    )
    resposta = TextoAoMunicipe(
        label="Resposta ao munícipe",
        help_text="O que foi feito, quando e o que acontece agora. Sem siglas.",
        error_messages={"required": "Escreva a resposta ao munícipe."},
    )


class IndeferirForm(AtoForm):
    motivo = forms.ChoiceField(
        label="Por que não é possível atender?",
        choices=[(m.value, m.label.capitalize()) for m in MotivoDeRecusa],
        widget=forms.RadioSelect({"class": "govuk-radios--small"}),
        error_messages={"required": "Escolha o motivo."},
    )
    resposta = TextoAoMunicipe(
        label="Explicação ao munícipe",
        help_text="Por que, e o que a pessoa pode fazer agora. Sem siglas.",
        error_messages={"required": "Escreva a explicação ao munícipe."},
    )
