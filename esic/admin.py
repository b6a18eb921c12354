"""Os pedidos de informação e os recursos na administração, só para ver, e os lembretes.

As reuniões e as informações classificadas não estão aqui: é a Comissão quem as cuida, na mesa dela.
"""

from __future__ import annotations

from django.contrib import admin

from contas.administracao import ReferenciaAdmin, SoLeituraAdmin
from esic.models import Lembrete, Pedido, Recurso


@admin.register(Pedido)
class PedidoAdmin(SoLeituraAdmin):
    """Sem dados pessoais e sem texto livre: protocolo, órgão, situação, decisão e prazos."""

    list_display = ("protocolo_escrito", "orgao", "situacao", "decisao", "aberta_em", "vence_em")
    list_filter = ("situacao", "decisao", "canal")
    list_select_related = ("orgao",)
    search_fields = ("protocolo__exact",)
    show_full_result_count = False
    fields = (
        "protocolo",
        "orgao",
        "situacao",
        "decisao",
        "canal",
        "aberta_em",
        "registrada_em",
        "vence_em",
        "prorrogada_em",
        "reencaminhamentos",
        "respondido_em",
        "recorrer_ate",
        "encerrada_em",
    )


@admin.register(Recurso)
class RecursoAdmin(SoLeituraAdmin):
    """Sem o que a pessoa escreveu nem a fundamentação, que estão na mesa de quem decide."""

    list_display = ("pedido", "instancia", "resultado", "de_oficio", "aberto_em", "vence_em", "decidido_em")
    list_filter = ("instancia", "resultado", "de_oficio")
    list_select_related = ("pedido",)
    search_fields = ("pedido__protocolo__exact",)
    show_full_result_count = False
    fields = (
        "pedido",
        "instancia",
        "motivo",
        "de_oficio",
        "aberto_em",
        "vence_em",
        "resultado",
        "decidido_em",
        "cumprir_ate",
        "cumprido_em",
    )


@admin.register(Lembrete)
class LembreteAdmin(ReferenciaAdmin):
    """Desligar um não desfaz o que ele já lembrou."""

    list_display = ("__str__", "quem", "dias", "repete_a_cada", "ativo", "origem")
    list_filter = ("ativo", "quem")
    fields = ("quem", "dias", "repete_a_cada", "ativo")
