"""O que a pessoa precisa é um serviço ou uma informação: o pedido se abre em nome dela."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from guia.models import Orgao, Servico
from mesas.forms import MAIOR_TEXTO, TextoAoMunicipe
from ouvidoria.mesa.forms.atos import AtoDaMesaForm
from ouvidoria.mesa.forms.encaminhar import orgao_provavel
from ouvidoria.models import Manifestacao
from roteamento.localizacao.enderecos import Local
from solicitacoes import lugar
from solicitacoes.forms.escolhas import EscolhaDoLugar, EscolhaDoServico

MAIOR_PEDIDO = 4000
DO_LUGAR = ("cep", "logradouro", "numero", "referencia")
EM_NOME_DELA = (
    "O pedido fica em nome da pessoa, que recebe os avisos dele. A equipe que o atender pode abrir o contato "
    "dela, e cada abertura fica registrada."
)
ORDEM = ("versao", "servico", *DO_LUGAR[:3], "complemento", "referencia", "distrito", "descricao", "motivo")
TEXTOS = {"motivo", "descricao"}


class AoEsicForm(AtoDaMesaForm):
    """O órgão que tem a informação, o que se pede e por que passa a ser um pedido de informação."""

    orgao = forms.ModelChoiceField(
        label="Que órgão tem a informação?",
        queryset=Orgao.objects.order_by("nome"),
        empty_label="Escolha o órgão",
        error_messages={"required": "Escolha o órgão que tem a informação."},
    )
    texto = forms.CharField(
        label="A informação pedida",
        max_length=MAIOR_PEDIDO,
        widget=forms.Textarea({"rows": 6}),
        help_text="Veio do que a pessoa respondeu: deixe só o que ela quer saber.",
        error_messages={"required": "Escreva a informação pedida."},
    )
    motivo = TextoAoMunicipe(
        label="Por que passa a ser um pedido de informação?",
        help_text="A pessoa lê este motivo.",
    )

    def __init__(self, *args: Any, caso: Manifestacao, **opcoes: Any) -> None:
        super().__init__(*args, caso=caso, **opcoes)
        self.initial.setdefault("texto", caso.respondido[:MAIOR_PEDIDO])
        self.initial.setdefault("orgao", orgao_provavel(caso))

    def explicacoes(self) -> Sequence[str]:
        return ("O pedido fica em nome da pessoa. O órgão responde no prazo da Lei 12.527/2011, art. 11.",)


class AoServicoForm(EscolhaDoServico, EscolhaDoLugar, AtoDaMesaForm):
    """O serviço, o lugar, o que se vai pedir e por que passa a ser um pedido de serviço."""

    descricao = forms.CharField(
        label="O que se pede",
        max_length=MAIOR_TEXTO,
        widget=forms.Textarea({"rows": 6}),
        help_text="A equipe que vai atender lê isto. Veio do que a pessoa respondeu: deixe só o pedido.",
        error_messages={"required": "Escreva o que se pede."},
    )
    motivo = TextoAoMunicipe(
        label="Por que passa a ser um pedido de serviço?",
        help_text="A pessoa lê este motivo.",
    )

    def __init__(self, *args: Any, caso: Manifestacao, **opcoes: Any) -> None:
        sugestoes = reverse("mesa:ruas", args=[caso.protocolo])
        super().__init__(*args, caso=caso, sugestoes=sugestoes, **opcoes)
        self.initial.setdefault("descricao", caso.respondido[:MAIOR_TEXTO])
        self.order_fields(ORDEM)

    def explicacoes(self) -> Sequence[str]:
        quem = self.caso.interessado
        if quem is None or quem.anonimo:
            return ("A pessoa não se identificou: o pedido também fica sem identificação.",)
        return (EM_NOME_DELA,)

    @property
    def argumentos(self) -> dict[str, Any]:
        return {nome: self.cleaned_data[nome] for nome in ("servico", "local", "descricao", "motivo")}

    def clean(self) -> dict[str, Any]:
        limpos = super().clean()
        servico: Servico | None = limpos.get("servico")
        if servico is not None and self._dispensa_o_lugar(servico, limpos):
            limpos["local"] = self._so_o_distrito(servico, limpos)
        elif not self.errors.keys() - TEXTOS:
            self.decidir_o_local(limpos)
        return limpos

    def _dispensa_o_lugar(self, servico: Servico, limpos: dict[str, Any]) -> bool:
        """O serviço não pede endereço, e não se escreveu nenhum."""
        pede = servico.publicada is None or servico.publicada.precisa_de_endereco
        return not pede and not any(limpos.get(campo) for campo in DO_LUGAR)

    def _so_o_distrito(self, servico: Servico, limpos: dict[str, Any]) -> Local:
        for campo in {*DO_LUGAR} & self.errors.keys():
            del self.errors[campo]
        if distrito := limpos.get("distrito"):
            return lugar.como_local(lugar.escolhido({}, distrito))
        if servico.publicada and lugar.pede_distrito(servico, servico.publicada, timezone.localdate()):
            self.add_error("distrito", "Escolha o distrito: é ele que diz que equipe atende.")
        return Local()
