"""As perguntas de cada tipo de manifestação viram campos."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms

from assistente.rascunhos import cortado
from documentos.forms import campo_de_arquivos
from guia.models import Orgao
from ouvidoria.manifestar.perguntas import NAO_SEI, PERGUNTAS, PROTOCOLO, Campo, Pergunta
from ouvidoria.situacoes import Falha
from protocolo import numero
from solicitacoes.models import Solicitacao

MAIOR_CURTA = 300
MAIOR_LONGA = 4000
NAO_HA_PEDIDO = (
    "Não encontramos pedido com este número. Confira cada algarismo. Se não tiver o número, deixe em branco."
)
DE_OUTRO_PROCESSO = {
    numero.Processo.MANIFESTACAO: "Este número é de uma manifestação, e não de um pedido de serviço. "
    "Para falar dela, vá a “Acompanhar”. Para seguir, deixe em branco.",
    numero.Processo.PEDIDO: "Este número é de um pedido de informação, e não de um pedido de serviço. "
    "Se a resposta faltou ou não serviu, vá a “Acompanhar” e recorra. Para seguir, deixe em branco.",
}


class PerguntasForm(forms.Form):
    """As perguntas do tipo e as fotos. `pedido` é o achado pelo protocolo escrito."""

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        tipo: str,
        procurar: Callable[[str], Solicitacao | None],
        guardadas: int = 0,
        **kwargs: Any,
    ) -> None:
        """`procurar`: o pedido de um protocolo; `guardadas`: quantas fotos o rascunho já tem."""
        super().__init__(*args, **kwargs)
        self.perguntas = PERGUNTAS[tipo]
        self.procurar = procurar
        self.pedido: Solicitacao | None = None
        for pergunta in self.perguntas:
            self.fields[pergunta.chave] = _campo(pergunta)
        self.fields["fotos"] = campo_de_arquivos(guardadas)

    def clean(self) -> dict[str, Any]:
        """As respostas como se guardam no rascunho."""
        limpos = super().clean() or {}
        if escrito := limpos.get(PROTOCOLO):
            limpos[PROTOCOLO] = self._do_pedido(escrito)
        return {p.chave: limpos.get(p.chave, "") for p in self.perguntas}

    def _do_pedido(self, escrito: str) -> str:
        """O protocolo compacto de um pedido que existe, ou o que há de errado com ele."""
        try:
            protocolo = numero.validar(escrito)
        except numero.NumeroInvalido as erro:
            self.add_error(PROTOCOLO, str(erro))
            return ""
        if recusa := DE_OUTRO_PROCESSO.get(numero.processo_de(protocolo)):
            self.add_error(PROTOCOLO, recusa)
            return ""
        self.pedido = self.procurar(protocolo)
        if self.pedido is None:
            self.add_error(PROTOCOLO, forms.ValidationError(NAO_HA_PEDIDO, code="nao_ha"))
        return protocolo

    def digitadas(self) -> dict[str, Any]:
        """O que está na tela, certo ou errado: para não perder nada ao pôr ou tirar uma foto."""
        return {p.chave: cortado(self[p.chave].value() or "", MAIOR_LONGA) for p in self.perguntas}


def _campo(pergunta: Pergunta) -> forms.Field:
    campo = CAMPOS[pergunta.campo](
        label=pergunta.rotulo, help_text=pergunta.ajuda, required=pergunta.obrigatoria
    )
    campo.error_messages["required"] = f"Responda: {pergunta.rotulo}"
    return campo


class OrgaoField(forms.ChoiceField):
    """Só a lista dos órgãos que há, lida na hora; quem não sabe deixa como está, e em branco é "Não sei"."""

    def __init__(self, **opcoes: Any) -> None:
        orgaos = [(str(pk), nome) for pk, nome in Orgao.objects.order_by("nome").values_list("pk", "nome")]
        super().__init__(
            choices=[(NAO_SEI, "Não sei"), *orgaos],
            initial=NAO_SEI,
            error_messages={"invalid_choice": "Escolha um órgão da lista, ou “Não sei”."},
            **opcoes,
        )

    def clean(self, value: Any) -> str:
        return super().clean(value) or NAO_SEI


CAMPOS: dict[Campo, Callable[..., forms.Field]] = {
    Campo.PROTOCOLO: partial(
        forms.CharField,
        max_length=40,
        widget=forms.TextInput(
            {
                "inputmode": "numeric",
                "autocomplete": "off",
                "spellcheck": "false",
                "class": "govuk-input--width-20",
            }
        ),
    ),
    Campo.FALHA: partial(
        forms.ChoiceField,
        choices=Falha.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Escolha entre as opções da lista."},
    ),
    Campo.ORGAO: OrgaoField,
    Campo.CURTO: partial(
        forms.CharField, max_length=MAIOR_CURTA, widget=forms.TextInput({"autocomplete": "off"})
    ),
    Campo.LONGO: partial(
        forms.CharField,
        max_length=MAIOR_LONGA,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"max_length": f"O texto passou de {MAIOR_LONGA} letras. Deixe só o mais importante."},
    ),
}
