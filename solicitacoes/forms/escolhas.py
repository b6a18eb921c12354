"""As escolhas de um pedido que outra pessoa preenche: o serviço, pelo nome, e o lugar, pelo endereço."""

from __future__ import annotations

from typing import Any

from django import forms

from guia.models import Servico
from roteamento.localizacao.enderecos import Localizado, confirmar
from solicitacoes import lugar
from solicitacoes.forms.campos import CampoDoDistrito, reescrever
from solicitacoes.forms.local import OUTRO, LocalForm, LugarForm
from solicitacoes.forms.servico import ServicoPeloNome


class EscolhaDoServico(ServicoPeloNome):
    """O serviço certo, pelo nome, com a lista dos que recebem pedidos; os parecidos se oferecem em botões."""

    servico = forms.CharField(
        label="Qual é o serviço certo?",
        help_text="Comece a escrever o nome e escolha na lista.",
        max_length=200,
        widget=forms.TextInput({"list": "servicos", "autocomplete": "off"}),
        error_messages={"required": "Escolha o serviço certo."},
    )

    nao_ha = "Não há serviço com este nome que se peça por aqui. Escolha um da lista."

    def oferecer(self) -> str:
        return self.nao_ha

    def clean_servico(self) -> Servico:
        """O nome escolhido passa a ser o escrito: a prévia e a correção do texto o levam."""
        self.cleaned_data["servico"] = self.data.get("parecido") or self.cleaned_data["servico"]
        achado = super().clean_servico()
        reescrever(self, servico=achado.nome)
        return achado

    def clean(self) -> dict[str, Any]:
        limpos = super().clean() or {}
        if self.parecidos:
            self.fields["parecido"] = forms.ChoiceField(
                label="Serviços parecidos",
                required=False,
                choices=[(servico.slug, servico.nome) for servico in self.parecidos],
                widget=forms.RadioSelect({"class": "govuk-radios--small"}),
            )
            self.order_fields(["versao", "servico", "parecido"])
        return limpos


def _digitado(limpos: dict[str, Any]) -> dict[str, Any]:
    """O que se escreveu do lugar; do campo recusado, nada."""
    return {campo: limpos.get(campo, "") for campo in (*lugar.DIGITADOS, "sugerido")}


class EscolhaDoLugar(LocalForm):
    """O endereço com as peças de quem pede; quem trabalha pode dizer o distrito, e ele vale.

    Se o endereço serve a mais de um lugar, a pergunta entra no próprio formulário. O lugar decidido fica em
    `cleaned_data["local"]`.
    """

    distrito = CampoDoDistrito(
        empty_label="Descobrir pelo endereço",
        help_text="Escolha só se o endereço não bastar: o distrito escolhido vale mais que ele.",
    )

    def ja_sabido(self, digitado: dict[str, Any]) -> dict[str, Any] | None:  # noqa: ARG002  quem herda o usa
        """O lugar que já se sabia, se o que se digitou é o mesmo."""
        return None

    def decidir_o_local(self, limpos: dict[str, Any]) -> None:
        """Põe o lugar em `local`; se é preciso perguntar, fica a pergunta."""
        decidido = self._decidir(limpos)
        if decidido is not None and not decidido["logradouro"] and decidido["lat"] is None:
            self.add_error("logradouro", lugar.FALTA_RUA)
        elif decidido is not None:
            limpos["local"] = lugar.como_local(decidido)

    def explicar_bairro(self, limpos: dict[str, Any], *, dispensa: bool) -> None:
        """De quem disse o distrito, e do pedido que já era assim, o escrito fica."""
        if not limpos.get("distrito") and not self.ja_sabido(_digitado(limpos)):
            super().explicar_bairro(limpos, dispensa=dispensa)

    def _decidir(self, limpos: dict[str, Any]) -> dict[str, Any] | None:
        """O lugar escolhido ou certo; None se é preciso perguntar."""
        digitado = _digitado(limpos)
        if limpos.get("distrito"):
            return lugar.escolhido(digitado, limpos["distrito"])
        if sabido := self.ja_sabido(digitado):
            return sabido
        achado = lugar.localizar(digitado)
        if achado.certo:
            return lugar.decidido(digitado, achado.certo, achado.motivo)
        candidatos = lugar.candidatos(achado)
        opcoes = [(valor, lugar.com_o_que_distingue(local)) for valor, local in candidatos.items()]
        escolha = self._perguntar(opcoes, achado)
        if not escolha:
            return None
        return lugar.decidido(digitado, confirmar(candidatos[escolha], achado.motivo))

    def _perguntar(self, opcoes: list[tuple[str, str]], achado: Localizado) -> str:
        """Põe a pergunta no alto do formulário e lê a resposta; vazia se ela ainda não veio."""
        pergunta = LugarForm(self.data, lugares=opcoes, motivo=achado.motivo, pergunta=achado.pergunta)
        if not opcoes:
            self.add_error("distrito", f"Não sabemos ao certo onde é. {achado.motivo}")
            return ""
        self.fields["lugar"] = pergunta.fields["lugar"]
        self.order_fields(["versao", "lugar"])
        pergunta.is_valid()
        for erro in pergunta.errors.get("lugar", []):
            self.add_error("lugar", erro)
        escolha = str(pergunta.cleaned_data.get("lugar", ""))
        if escolha == OUTRO:
            self.add_error("distrito", "Escolha o distrito.")
            return ""
        return escolha
