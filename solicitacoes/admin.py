"""As solicitações na administração, só para ver (quem muda é a ação, na caixa), e os escalonamentos."""

from __future__ import annotations

from django.contrib import admin

from referencia.administracao import ReferenciaAdmin, SoLeituraAdmin
from solicitacoes.models import Escalonamento, Solicitacao


@admin.register(Solicitacao)
class SolicitacaoAdmin(SoLeituraAdmin):
    """Sem dados pessoais e sem texto livre: protocolo, serviço, unidade, situação e prazo."""

    list_display = ("protocolo_escrito", "servico", "onde", "situacao", "aberta_em", "vence_em")
    list_filter = ("situacao", "procedencia", "canal")
    list_select_related = ("servico__publicada", "unidade")
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
        "por_que_ali",
    )
    readonly_fields = ("por_que_ali",)

    @admin.display(description="unidade", ordering="unidade__nome")
    def onde(self, caso: Solicitacao) -> str:
        return caso.unidade.por_extenso

    @admin.display(description="por que foi para lá")
    def por_que_ali(self, caso: Solicitacao) -> str:
        """A frase da rota; os números dela estão no percurso, na página do pedido."""
        return str(caso.rota.get("motivo") or "–")


@admin.register(Escalonamento)
class EscalonamentoAdmin(ReferenciaAdmin):
    """Quem é chamado quando o prazo aperta; desligar um não desfaz o que ele já chamou."""

    list_display = ("__str__", "dias", "quem", "ativo", "origem")
    list_filter = ("ativo", "quem")
    fields = ("dias", "quem", "ativo")
