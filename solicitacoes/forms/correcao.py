"""Corrigir um pedido que chegou com o endereço ou o serviço errado."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from guia.consultas import buscar
from guia.models import Servico
from protocolo.erros import TransicaoProibida
from roteamento.grafias import simplificar
from roteamento.models import Distrito
from solicitacoes import lugar
from solicitacoes.acoes.corrigir import Correcao, aplicar_endereco, aplicar_servico, conferir_servico
from solicitacoes.forms.local import OUTRO, LocalForm, LugarForm
from solicitacoes.forms.trabalho import AtoForm, TextoAoMunicipe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guia.models.servicos import ServicoQuerySet
    from roteamento.enderecos import Achado
    from solicitacoes.models import Solicitacao

PARECIDOS = 5
SERVICO_DESCONHECIDO = "Não há serviço com este nome que se peça por aqui. Escolha um da lista."
ONDE_E = "Não sabemos ao certo onde é. {motivo}"
ONDE = ("logradouro", "numero", "cep")
"""Sem mudança nestes o lugar é o mesmo: só se corrigiu o complemento ou a referência."""
NOMES_DO_QUE_MUDA = {"servico": "Serviço", "endereco": "Endereço", "unidade": "Unidade", "prazo": "Prazo"}


class CorrecaoForm(AtoForm):
    """A correção posta numa cópia do pedido: o que muda se lê antes de confirmar."""

    def aplicar(self, caso: Solicitacao) -> Correcao:
        """Põe a correção no caso, em memória."""
        raise NotImplementedError

    def o_que_muda(self) -> list[dict[str, str]]:
        """O que o pedido tem e o que passa a ter, como linhas; só de um formulário válido."""
        fica = copy(self.caso)
        linhas = [
            {"rotulo": NOMES_DO_QUE_MUDA[campo], "antes": antes, "depois": depois}
            for campo, (antes, depois) in self.aplicar(fica).mudancas.items()
        ]
        return [*linhas, {"rotulo": "Por que esta unidade", "antes": "", "depois": fica.rota["motivo"]}]

    def _ensaiar(self) -> None:
        """O que a ação recusaria se diz aqui, no campo, antes da prévia."""
        try:
            self.aplicar(copy(self.caso))
        except TransicaoProibida as recusa:
            self.add_error(None, str(recusa))


class CorrigirEnderecoForm(LocalForm, CorrecaoForm):
    """As mesmas peças do endereço de quem pede; quem corrige pode dizer o distrito, e ele vale.

    Se o endereço serve a mais de um lugar, a pergunta entra no próprio formulário.
    """

    distrito = forms.ModelChoiceField(
        label="Distrito",
        queryset=Distrito.objects.none(),
        required=False,
        empty_label="Descobrir pelo endereço",
        help_text="Escolha só se o endereço não bastar: o distrito escolhido vale mais que ele.",
        error_messages={"invalid_choice": "Escolha um distrito da lista."},
    )
    motivo = TextoAoMunicipe(
        label="Por que o endereço mudou?",
        help_text="O munícipe também lê este motivo.",
        error_messages={"required": "Escreva por que o endereço mudou."},
    )

    def __init__(self, *args: Any, caso: Solicitacao, **opcoes: Any) -> None:
        guardado = {campo: getattr(caso, campo) for campo in lugar.DIGITADOS}
        opcoes["initial"] = {**guardado, "lat": None, "lon": None, **(opcoes.get("initial") or {})}
        sugestoes = reverse("caixa:ruas", args=[caso.unidade.sigla, caso.protocolo])
        super().__init__(*args, caso=caso, sugestoes=sugestoes, **opcoes)
        distrito: Any = self.fields["distrito"]
        distrito.queryset = Distrito.objects.com_subprefeitura().por_nome()
        distrito.label_from_instance = lugar.distrito_por_extenso

    @property
    def argumentos(self) -> dict[str, Any]:
        return {nome: self.cleaned_data[nome] for nome in ("local", "motivo")}

    def aplicar(self, caso: Solicitacao) -> Correcao:
        return aplicar_endereco(caso, self.cleaned_data["local"], self.cleaned_data.get("motivo", ""))

    def clean(self) -> dict[str, Any]:
        limpos = super().clean()
        if self.errors.keys() - {"motivo"}:
            return limpos
        decidido = self._decidir(limpos)
        if decidido is not None and not decidido["logradouro"] and decidido["lat"] is None:
            self.add_error("logradouro", lugar.FALTA_RUA)
        elif decidido is not None:
            limpos["local"] = lugar.como_local(decidido)
            self._ensaiar()
        return limpos

    def _decidir(self, limpos: dict[str, Any]) -> dict[str, Any] | None:
        """O lugar escolhido ou certo; None se é preciso perguntar."""
        digitado = {campo: limpos.get(campo, "") for campo in (*lugar.DIGITADOS, "sugerido")}
        if limpos.get("distrito"):
            return lugar.escolhido(digitado, limpos["distrito"])
        if self.caso.distrito and all(digitado[campo] == getattr(self.caso, campo) for campo in ONDE):
            return lugar.mantido(digitado, lugar.do_caso(self.caso))
        achado = lugar.localizar(digitado)
        if achado.certo:
            return lugar.decidido(digitado, achado.certo, achado.motivo)
        candidatos = lugar.candidatos(achado)
        opcoes = [(valor, lugar.em_palavras(local)) for valor, local in candidatos.items()]
        escolha = self._perguntar(opcoes, achado)
        if not escolha:
            return None
        return lugar.decidido(digitado, lugar.confirmar(candidatos[escolha], achado.motivo))

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


class ReclassificarForm(CorrecaoForm):
    """O serviço certo, pelo nome, com a lista dos que recebem pedidos."""

    servico = forms.CharField(
        label="Qual é o serviço certo?",
        help_text="Comece a escrever o nome e escolha na lista.",
        max_length=200,
        widget=forms.TextInput({"list": "servicos", "autocomplete": "off"}),
        error_messages={"required": "Escolha o serviço certo."},
    )
    motivo = TextoAoMunicipe(
        label="Por que o pedido é deste serviço?",
        help_text="O munícipe também lê este motivo.",
        error_messages={"required": "Escreva por que o serviço mudou."},
    )

    parecidos: Sequence[Servico] = ()
    """Os que a busca acha quando o nome escrito não é o de nenhum."""

    def servicos(self) -> list[str]:
        """Os nomes que se podem escolher, para a lista do campo."""
        outros = (
            Servico.objects.no_guia().filter(publicada__solicitavel=True).exclude(pk=self.caso.servico_id)
        )
        return list(outros.order_by("publicada__nome").values_list("publicada__nome", flat=True))

    def _que_se_pedem(self) -> ServicoQuerySet:
        return Servico.objects.no_guia().filter(publicada__solicitavel=True)

    def aplicar(self, caso: Solicitacao) -> Correcao:
        return aplicar_servico(caso, self.cleaned_data["servico"], self.cleaned_data.get("motivo", ""))

    def clean_servico(self) -> Servico:
        """O serviço de nome igual, sem olhar acento; senão, um dos parecidos, que se oferecem em botões."""
        escrito = self.cleaned_data["servico"]
        achado = self._chamado(self.data.get("parecido") or escrito)
        if achado is None:
            self.parecidos = [s for s in buscar(escrito, limite=20) if s.aceita_pedidos][:PARECIDOS]
            raise ValidationError(SERVICO_DESCONHECIDO)
        self._escrever(achado.nome)
        try:
            conferir_servico(self.caso, achado, timezone.now())
        except TransicaoProibida as recusa:
            raise ValidationError(str(recusa)) from recusa
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
        todos = self._que_se_pedem()
        procurado = simplificar(escrito)
        pelo_nome = [
            pk
            for pk, slug, nome in todos.values_list("pk", "slug", "publicada__nome")
            if simplificar(nome) == procurado or slug == escrito.strip()
        ]
        return todos.select_related("publicada").get(pk=pelo_nome[0]) if len(pelo_nome) == 1 else None
