"""Corrigir um pedido que chegou com o endereço ou o serviço errado."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from guia.models import Servico
from guia.models.servicos import ServicoQuerySet
from protocolo.erros import TransicaoProibida
from solicitacoes import lugar
from solicitacoes.acoes.corrigir import Correcao, aplicar_endereco, aplicar_servico, conferir_servico
from solicitacoes.caixa.forms.atos import AtoForm
from solicitacoes.forms.campos import MotivoAoMunicipe
from solicitacoes.forms.escolhas import EscolhaDoLugar, EscolhaDoServico
from solicitacoes.models import Solicitacao

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


class CorrigirEnderecoForm(EscolhaDoLugar, CorrecaoForm):
    """O endereço certo, com o motivo."""

    motivo = MotivoAoMunicipe("Por que o endereço mudou?", "Escreva por que o endereço mudou.")

    def __init__(self, *args: Any, caso: Solicitacao, **opcoes: Any) -> None:
        guardado = {campo: getattr(caso, campo) for campo in lugar.DIGITADOS}
        opcoes["initial"] = {**guardado, "lat": None, "lon": None, **(opcoes.get("initial") or {})}
        sugestoes = reverse("caixa:ruas", args=[caso.unidade.sigla, caso.protocolo])
        super().__init__(*args, caso=caso, sugestoes=sugestoes, **opcoes)

    @property
    def argumentos(self) -> dict[str, Any]:
        return {nome: self.cleaned_data[nome] for nome in ("local", "motivo")}

    def aplicar(self, caso: Solicitacao) -> Correcao:
        return aplicar_endereco(caso, self.cleaned_data["local"], self.cleaned_data.get("motivo", ""))

    def ja_sabido(self, digitado: dict[str, Any]) -> dict[str, Any] | None:
        if self.caso.distrito and all(digitado[campo] == getattr(self.caso, campo) for campo in ONDE):
            return lugar.mantido(digitado, lugar.do_caso(self.caso))
        return None

    def clean(self) -> dict[str, Any]:
        """O que a ação recusaria se diz aqui, antes da prévia."""
        limpos = super().clean()
        if self.errors.keys() - {"motivo"}:
            return limpos
        self.decidir_o_local(limpos)
        try:
            if "local" in limpos:
                self.aplicar(copy(self.caso))
        except TransicaoProibida as recusa:
            self.add_error(None, str(recusa))
        return limpos


class ReclassificarForm(EscolhaDoServico, CorrecaoForm):
    """O serviço certo, com o motivo."""

    motivo = MotivoAoMunicipe("Por que o pedido é deste serviço?", "Escreva por que o serviço mudou.")

    def que_se_pedem(self) -> ServicoQuerySet:
        return super().que_se_pedem().exclude(pk=self.caso.servico_id)

    def aplicar(self, caso: Solicitacao) -> Correcao:
        return aplicar_servico(caso, self.cleaned_data["servico"], self.cleaned_data.get("motivo", ""))

    def clean_servico(self) -> Servico:
        servico = super().clean_servico()
        try:
            conferir_servico(self.caso, servico, timezone.now())
        except TransicaoProibida as recusa:
            raise ValidationError(str(recusa)) from recusa
        return servico
