"""Os formulários da revisão. Todos levam o `estado` da publicação que a pessoa via."""

from __future__ import annotations

from typing import Any

from django import forms

from esic.o_que_se_publica import MAIOR_TITULO
from mesas.forms import TextoAoMunicipe


class DaPublicacaoForm(forms.Form):
    """O mínimo de todo ato; sozinho, é a confirmação de publicar."""

    use_required_attribute = False
    estado = forms.CharField(max_length=40, widget=forms.HiddenInput)


class TituloForm(DaPublicacaoForm):
    titulo = forms.CharField(
        label="Título público",
        help_text="Diga do que se trata, em palavras simples e sem dados pessoais. Também vai no endereço.",
        max_length=MAIOR_TITULO,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Escreva o título."},
    )


class LidasForm(DaPublicacaoForm):
    """As partes sem marcas, lidas de uma vez; na página há outro formulário, e os nomes não se repetem."""

    lidas = forms.BooleanField(
        label="Li estas partes e nada nelas é dado pessoal",
        error_messages={"required": "Confirme que leu as partes sem marcas."},
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **{"auto_id": "lidas_%s", **opcoes})


class NaoPublicarForm(DaPublicacaoForm):
    motivo = TextoAoMunicipe(
        label="Por que não se publica?",
        help_text="Só a equipe lê. O pedido fica guardado, e a decisão pode ser revista.",
        error_messages={"required": "Escreva por que não se publica."},
    )


class ReverForm(DaPublicacaoForm):
    motivo = TextoAoMunicipe(
        label="Por que voltar à revisão?",
        help_text="Só a equipe lê. Fica na história do pedido.",
        error_messages={"required": "Escreva por que a publicação volta à revisão."},
    )
