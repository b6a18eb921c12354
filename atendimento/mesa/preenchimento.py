"""Os passos do pedido feito na mesa: os de sempre, e o que a página pergunta ali mesmo.

O que no portal é página à parte (qual destes é o lugar, os pedidos iguais ali perto, a orientação de uma
resposta) responde-se na mesma página, com um campo ou um botão do mesmo formulário.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from assistente.passos import Arquivos, Envio
from assistente.roteiro import IDENTIFICACAO
from contas.identificacao import IDENTIFICADO, IdentificacaoForm, valores_iniciais
from solicitacoes import lugar
from solicitacoes.forms.local import LugarForm
from solicitacoes.pedir.preenchimento import (
    E_OUTRO,
    Detalhes,
    Identificacao,
    PassoDoLugar,
    Preenchimento,
    form_do_lugar,
    lugar_escolhido,
)
from solicitacoes.pedir.roteiro import LOCAL

ESCRITO = "escrito"
"""Em `dados`, no lugar: o endereço como se escreveu, que a página ainda mostra depois de achado."""
O_QUE_CONTOU = "O que a pessoa contou"
SEM_QUEM_E = "Não escreva aqui o nome, o telefone nem o documento dela."
RECONHECIDA = "reconhecida"
"""Em `dados`, só na memória: quem o atendimento já sabe que é."""


class LugarNaMesa(PassoDoLugar):
    """O lugar que dá dúvida pergunta-se na mesma página; o já achado não se procura de novo."""

    def respostas(self, preenchimento: Preenchimento, form: forms.Form) -> dict[str, Any]:
        if preenchimento.so_distrito:
            return super().respostas(preenchimento, form)
        ditas, escrito = preenchimento.dito(LOCAL), dict(form.cleaned_data)
        if ditas.get(ESCRITO) != escrito:
            return super().respostas(preenchimento, form) | {ESCRITO: escrito}
        if ditas.get("confirmado"):
            return ditas | ({E_OUTRO: True} if E_OUTRO in form.data else {})
        return self._escolhido(preenchimento, ditas, form)

    def _escolhido(
        self, preenchimento: Preenchimento, ditas: dict[str, Any], form: forms.Form
    ) -> dict[str, Any]:
        """O lugar que a pessoa disse, entre os possíveis; o que falta, ou não serve, diz `a_escolher`."""
        achado = lugar.localizar(ditas)
        dados = form.data if isinstance(form.data, QueryDict) else None
        escolha = form_do_lugar(preenchimento, achado, dados)
        if "distrito" not in form.data or not escolha.is_valid():
            return ditas
        return lugar_escolhido(escolha, ditas, achado) | {ESCRITO: ditas[ESCRITO]}

    def digitadas(self, preenchimento: Preenchimento, form: forms.Form) -> dict[str, Any]:
        dito = preenchimento.dito(LOCAL)
        if form.is_valid() and dito.get(ESCRITO) == form.cleaned_data:
            return dito
        return super().digitadas(preenchimento, form)


def a_escolher(preenchimento: Preenchimento, dados: Envio = None) -> LugarForm | None:
    """A pergunta sobre o lugar já escrito que serve a mais de um, ou a nenhum conhecido; None se não há."""
    dito = preenchimento.dito(LOCAL)
    if preenchimento.so_distrito or ESCRITO not in dito or dito.get("confirmado"):
        return None
    return form_do_lugar(preenchimento, lugar.localizar(dito), dados)


class DetalhesNaMesa(Detalhes):
    """As perguntas, com o que a pessoa contou."""

    def form(
        self, preenchimento: Preenchimento, dados: Envio = None, arquivos: Arquivos = None
    ) -> forms.Form:
        form = super().form(preenchimento, dados, arquivos)
        contou = form.fields["descricao"]
        contou.label, contou.help_text = O_QUE_CONTOU, SEM_QUEM_E
        contou.widget.attrs["rows"] = 2
        return form


class IdentificacaoNaMesa(Identificacao):
    """Quem pede; o que o atendimento já sabe vem escrito."""

    def form(
        self, preenchimento: Preenchimento, dados: Envio = None, arquivos: Arquivos = None
    ) -> IdentificacaoForm:
        form = super().form(preenchimento, dados, arquivos)
        if not preenchimento.respondido(IDENTIFICACAO):
            ja_sabido = valores_iniciais(preenchimento.respondido(RECONHECIDA), None)
            form.initial = {"como": IDENTIFICADO} | ja_sabido
        return form


PASSOS = (LugarNaMesa(), DetalhesNaMesa(), IdentificacaoNaMesa())
