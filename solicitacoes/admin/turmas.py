"""As turmas das unidades na administração, só para ver: quem as cria, muda e arquiva é a chefia."""

from __future__ import annotations

from django.contrib import admin

from referencia.administracao import HistoricoAdmin, SoLeituraAdmin
from referencia.administracao.listas import SeTem, pelo_nome
from solicitacoes.models import Turma


class Arquivada(SeTem):
    """As arquivadas, ou as que se oferecem."""

    title = "situação"
    parameter_name = "arquivada"
    campo = "arquivada_em"
    opcoes = (("nao", "Em uso"), ("sim", "Arquivada"))


@admin.register(Turma)
class TurmaAdmin(SoLeituraAdmin, HistoricoAdmin):
    """De cada unidade, as suas turmas, e o histórico de cada uma."""

    list_display = ("nome", "da_unidade", "de_quem", "empresa", "contrato", "arquivada_em")
    list_filter = (Arquivada, "de_quem")
    list_select_related = ("unidade",)
    search_fields = (
        "unidade__sigla",
        "unidade__nome__unaccent",
        "nome__unaccent",
        "empresa__unaccent",
        "contrato",
    )
    search_help_text = "A unidade, o nome da turma, a empresa ou o contrato."
    ordering = ("unidade__sigla", pelo_nome("nome"))
    fields = ("unidade", "nome", "de_quem", "empresa", "contrato", "arquivada_em")

    @admin.display(description="unidade", ordering="unidade__sigla")
    def da_unidade(self, turma: Turma) -> str:
        return turma.unidade.sigla
