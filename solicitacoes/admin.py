"""As solicitações na administração: só para ver. Quem muda é a ação, na caixa."""

from __future__ import annotations

from django.contrib import admin

from contas.administracao import SoLeituraAdmin
from solicitacoes.models import Solicitacao


@admin.register(Solicitacao)
class SolicitacaoAdmin(SoLeituraAdmin):
    """Sem dados pessoais e sem texto livre: protocolo, serviço, unidade, situação e prazo."""

    list_display = ("protocolo_escrito", "servico", "unidade", "situacao", "aberta_em", "vence_em")
    list_filter = ("situacao", "procedencia", "canal")
    list_select_related = ("servico", "unidade")
    search_fields = ("protocolo__exact",)
    show_full_result_count = False
    fields = (
        "protocolo",
        "servico",
        "unidade",
        "distrito",
        "situacao",
        "desfecho",
        "canal",
        "procedencia",
        "aberta_em",
        "encerrada_em",
        "vence_em",
        "transferencias",
        "devolucoes",
        "rota",
    )
