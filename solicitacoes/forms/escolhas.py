"""As escolhas de um pedido que outra pessoa preenche: o serviço, pelo nome, e o lugar, pelo endereço."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from guia.consultas import buscar
from guia.models import Servico
from guia.models.servicos import ServicoQuerySet
from roteamento.enderecos import Achado, confirmar
from roteamento.grafias import simplificar
from roteamento.models import Distrito
from solicitacoes import lugar
from solicitacoes.forms.local import OUTRO, LocalForm, LugarForm

PARECIDOS = 5
SERVICO_DESCONHECIDO = "Não há serviço com este nome que se peça por aqui. Escolha um da lista."
ONDE_E = "Não sabemos ao certo onde é. {motivo}"


class EscolhaDoServico(forms.Form):
    """O serviço certo, pelo nome, com a lista dos que recebem pedidos."""

    servico = forms.CharField(
        label="Qual é o serviço certo?",
        help_text="Comece a escrever o nome e escolha na lista.",
        max_length=200,
        widget=forms.TextInput({"list": "servicos", "autocomplete": "off"}),
        error_messages={"required": "Escolha o serviço certo."},
    )

    parecidos: Sequence[Servico] = ()
    """Os que a busca acha quando o nome escrito não é o de nenhum."""

    def que_se_pedem(self) -> ServicoQuerySet:
        """Os que se podem escolher."""
        return Servico.objects.no_guia().filter(publicada__solicitavel=True)

    def servicos(self) -> list[str]:
        """Os nomes que se podem escolher, para a lista do campo."""
        nomes = self.que_se_pedem().order_by("publicada__nome")
        return list(nomes.values_list("publicada__nome", flat=True))

    def aceitar(self, servico: Servico) -> None:
        """Levanta ValidationError se este serviço não serve."""

    def clean_servico(self) -> Servico:
        """O serviço de nome igual, sem olhar acento; senão, um dos parecidos, que se oferecem em botões."""
        escrito = self.cleaned_data["servico"]
        achado = self._chamado(self.data.get("parecido") or escrito)
        if achado is None:
            self.parecidos = [s for s in buscar(escrito, limite=20) if s.aceita_pedidos][:PARECIDOS]
            raise ValidationError(SERVICO_DESCONHECIDO)
        self._escrever(achado.nome)
        self.aceitar(achado)
        return achado

    def clean(self) -> dict[str, Any]:
        limpos = super().clean() or {}
        if self.parecidos:
            self._oferecer()
        return limpos

    def _oferecer(self) -> None:
        self.fields["parecido"] = forms.ChoiceField(
            label="Serviços parecidos",
            required=False,
            choices=[(servico.slug, servico.nome) for servico in self.parecidos],
            widget=forms.RadioSelect({"class": "govuk-radios--small"}),
        )
        self.order_fields(["versao", "servico", "parecido"])

    def _escrever(self, nome: str) -> None:
        """O nome escolhido passa a ser o escrito: a prévia e a correção do texto o levam."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("servico")] = nome  # type: ignore[index]

    def _chamado(self, escrito: str) -> Servico | None:
        """Um só; o nome repetido se diz pelo endereço do serviço no Guia."""
        todos = Servico.objects.no_guia().filter(publicada__solicitavel=True)
        procurado = simplificar(escrito)
        pelo_nome = [
            pk
            for pk, slug, nome in todos.values_list("pk", "slug", "publicada__nome")
            if simplificar(nome) == procurado or slug == escrito.strip()
        ]
        return todos.select_related("publicada").get(pk=pelo_nome[0]) if len(pelo_nome) == 1 else None


class EscolhaDoLugar(LocalForm):
    """As mesmas peças do endereço de quem pede; quem trabalha pode dizer o distrito, e ele vale.

    Se o endereço serve a mais de um lugar, a pergunta entra no próprio formulário. O lugar decidido fica em
    `cleaned_data["local"]`.
    """

    distrito = forms.ModelChoiceField(
        label="Distrito",
        queryset=Distrito.objects.none(),
        required=False,
        empty_label="Descobrir pelo endereço",
        help_text="Escolha só se o endereço não bastar: o distrito escolhido vale mais que ele.",
        error_messages={"invalid_choice": "Escolha um distrito da lista."},
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        distrito: Any = self.fields["distrito"]
        distrito.queryset = Distrito.objects.com_subprefeitura().por_nome()
        distrito.label_from_instance = lugar.distrito_por_extenso

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

    def _decidir(self, limpos: dict[str, Any]) -> dict[str, Any] | None:
        """O lugar escolhido ou certo; None se é preciso perguntar."""
        digitado = {campo: limpos.get(campo, "") for campo in (*lugar.DIGITADOS, "sugerido")}
        if limpos.get("distrito"):
            return lugar.escolhido(digitado, limpos["distrito"])
        if sabido := self.ja_sabido(digitado):
            return sabido
        achado = lugar.localizar(digitado)
        if achado.certo:
            return lugar.decidido(digitado, achado.certo, achado.motivo)
        candidatos = lugar.candidatos(achado)
        opcoes = [(valor, lugar.em_palavras(local)) for valor, local in candidatos.items()]
        escolha = self._perguntar(opcoes, achado)
        if not escolha:
            return None
        return lugar.decidido(digitado, confirmar(candidatos[escolha], achado.motivo))

    def _perguntar(self, opcoes: list[tuple[str, str]], achado: Achado) -> str:
        """Põe a pergunta no alto do formulário e lê a resposta; vazia se ela ainda não veio."""
        pergunta = LugarForm(self.data, lugares=opcoes, motivo=achado.motivo, pergunta=achado.pergunta)
        if not opcoes:
            self.add_error("distrito", ONDE_E.format(motivo=achado.motivo))
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
