"""Os pedidos de informação e os recursos na administração, só para ver, e os lembretes.

As reuniões e as informações classificadas não estão aqui: é a Comissão quem as cuida, na mesa dela.
"""

from __future__ import annotations

from django.contrib import admin

from esic.models import Lembrete, Pedido, Recurso
from esic.situacoes import Situacao
from protocolo.admin import LembreteAdmin
from referencia.administracao import SoLeituraAdmin
from referencia.administracao.listas import DeUmValor


class PorSituacao(DeUmValor):
    """As situações pelo nome que as pessoas leem."""

    title = "situação"
    parameter_name = "situacao"
    opcoes = Situacao.choices


@admin.register(Pedido)
class PedidoAdmin(SoLeituraAdmin):
    """Sem dados pessoais e sem texto livre: protocolo, órgão, situação, decisão e prazos."""

    list_display = ("protocolo_com_tracos", "sigla", "em_que_situacao", "decisao", "aberta_em", "vence_em")
    list_filter = (PorSituacao, "decisao", "canal")
    list_select_related = ("orgao",)
    search_fields = ("protocolo__exact",)
    search_help_text = "O número do protocolo, com ou sem os traços."
    ordering = ("-pk",)
    fields = (
        "protocolo",
        "orgao",
        "em_que_situacao",
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

    @admin.display(description="protocolo", ordering="protocolo")
    def protocolo_com_tracos(self, pedido: Pedido) -> str:
        return pedido.protocolo_escrito

    @admin.display(description="órgão", ordering="orgao__sigla")
    def sigla(self, pedido: Pedido) -> str:
        return pedido.orgao.sigla

    @admin.display(description="situação", ordering="situacao")
    def em_que_situacao(self, pedido: Pedido) -> str:
        return pedido.nome_da_situacao


@admin.register(Recurso)
class RecursoAdmin(SoLeituraAdmin):
    """Sem o que a pessoa escreveu nem a fundamentação, que estão na mesa de quem decide."""

    list_display = ("pedido", "instancia", "resultado", "aberto_em", "vence_em", "decidido_em")
    list_filter = ("instancia", "resultado", "de_oficio")
    list_select_related = ("pedido",)
    search_fields = ("pedido__protocolo__exact",)
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


admin.site.register(Lembrete, LembreteAdmin)
