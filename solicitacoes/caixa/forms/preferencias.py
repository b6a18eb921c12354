"""Que resumos das notificações quem trabalha quer receber por e-mail."""

from __future__ import annotations

from django import forms


class PreferenciasForm(forms.Form):
    use_required_attribute = False
    sem_opcional = True
    resumo_diario = forms.BooleanField(
        label="Resumo do dia, às 7h, com os avisos que ainda não li", required=False
    )
    resumo_semanal = forms.BooleanField(
        label="Resumo da semana, na segunda-feira (só para a chefia da unidade)", required=False
    )
