"""As solicitações na administração, só para ver (quem muda é a ação, na caixa), e os escalonamentos."""

from __future__ import annotations

from typing import Any, override

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from referencia.administracao import ReferenciaAdmin, SoLeituraAdmin
from referencia.administracao.listas import DeUmValor
from solicitacoes.models import Escalonamento, Solicitacao
from solicitacoes.notificacao import PEDIDO_SIGILOSO
from solicitacoes.situacoes import Situacao


class PorSituacao(DeUmValor):
    """As situações pelo nome que as pessoas leem."""

    title = "situação"
    parameter_name = "situacao"
    opcoes = Situacao.choices


@admin.register(Solicitacao)
class SolicitacaoAdmin(SoLeituraAdmin):
    """Sem dados pessoais e sem texto livre: protocolo, serviço, unidade, situação e prazo.

    Do sigiloso, nem o serviço nem onde está.
    """

    list_display = ("numero_escrito", "qual", "onde", "em_que_situacao", "aberta_em", "vence_em", "trabalho")
    list_filter = (PorSituacao, "procedencia", "canal")
    list_select_related = ("servico__publicada", "unidade")
    search_fields = ("protocolo__exact",)
    search_help_text = "O número do protocolo, com ou sem os traços."
    ordering = ("-pk",)
    sortable_by = ("numero_escrito",)
    """As outras ordens leriam a tabela inteira."""
    fields = (
        "numero_escrito",
        "servico",
        "unidade",
        "distrito",
        "em_que_situacao",
        "desfecho",
        "canal",
        "procedencia",
        "aberta_em",
        "encerrada_em",
        "vence_em",
        "transferencias",
        "devolucoes",
        "por_que_ali",
    )
    readonly_fields = ("numero_escrito", "em_que_situacao", "por_que_ali")
    DO_QUE_SE_TRATA = frozenset({"servico", "unidade", "distrito", "por_que_ali"})

    @override
    def get_fields(self, request: HttpRequest, obj: Solicitacao | None = None) -> list[Any]:
        reservado = obj is not None and obj.sigilosa
        return [campo for campo in self.fields if not (reservado and campo in self.DO_QUE_SE_TRATA)]

    @admin.display(description="protocolo", ordering="protocolo")
    def numero_escrito(self, caso: Solicitacao) -> str:
        return caso.protocolo_escrito

    @admin.display(description="serviço")
    def qual(self, caso: Solicitacao) -> str:
        return PEDIDO_SIGILOSO if caso.sigilosa else caso.servico.nome

    @admin.display(description="unidade")
    def onde(self, caso: Solicitacao) -> str:
        return "" if caso.sigilosa else caso.unidade.sigla

    @admin.display(description="situação")
    def em_que_situacao(self, caso: Solicitacao) -> str:
        return caso.nome_da_situacao

    @admin.display(description="onde se trabalha")
    def trabalho(self, caso: Solicitacao) -> str:
        """A página do pedido na caixa da unidade, a quem trabalha nela ou acima."""
        if caso.sigilosa:
            return ""
        return format_html(
            '<a href="{}" aria-label="Abrir {} na caixa">Caixa</a>',
            reverse("caixa:pedido", args=[caso.unidade.sigla, caso.protocolo]),
            caso.protocolo_escrito,
        )

    @admin.display(description="por que foi para lá")
    def por_que_ali(self, caso: Solicitacao) -> str:
        """A frase da rota; os números dela estão no percurso, na página do pedido."""
        return str(caso.rota.get("motivo") or "–")


@admin.register(Escalonamento)
class EscalonamentoAdmin(ReferenciaAdmin):
    """Quem é chamado quando o prazo aperta; desligar um não desfaz o que ele já chamou."""

    list_display = ("__str__", "dias", "quem", "ativo")
    list_filter = ("ativo", "quem")
    fields = ("dias", "quem", "ativo")
