"""As solicitações na administração, só para ver (quem muda é a ação, na caixa), e os escalonamentos."""

from __future__ import annotations

from django.contrib import admin

from contas.administracao import ReferenciaAdmin, SoLeituraAdmin
from solicitacoes.models import Escalonamento, Solicitacao


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


@admin.register(Escalonamento)
class EscalonamentoAdmin(ReferenciaAdmin):
    """Quem é chamado quando o prazo aperta; desligar um não desfaz o que ele já chamou."""

    list_display = ("__str__", "dias", "quem", "ativo", "origem")
    list_filter = ("ativo", "quem")
    fields = ("dias", "quem", "ativo")
