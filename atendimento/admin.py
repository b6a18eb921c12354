"""A administração do atendimento: as regras, numa linha só."""

from __future__ import annotations

from django.contrib import admin

from atendimento.models import RegraDoAtendimento
from contas.administracao import ReferenciaAdmin


@admin.register(RegraDoAtendimento)
class RegraDoAtendimentoAdmin(ReferenciaAdmin):
    """Uma linha só: não se cria nem se apaga."""

    se_cria = se_apaga = False
