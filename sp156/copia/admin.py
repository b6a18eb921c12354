"""Telas das cópias: as que se fizeram, só para ver, e a regra da rotina."""

from django.contrib import admin

from referencia.administracao import ReferenciaAdmin, SoLeituraAdmin
from sp156.copia.models import Copia, RegraDaCopia


@admin.register(Copia)
class CopiaAdmin(SoLeituraAdmin):
    """O que se copiou, o que lhe falta e o que disse o último ensaio."""

    list_display = [
        "pasta",
        "situacao",
        "acabou_em",
        "arquivos",
        "quantos_faltam",
        "ensaiada_em",
        "diferencas",
    ]
    list_filter = ["situacao"]


@admin.register(RegraDaCopia)
class RegraDaCopiaAdmin(ReferenciaAdmin):
    """Uma linha só: não se cria nem se apaga."""

    se_cria = se_apaga = False
