"""A Comissão Municipal de Acesso à Informação: a pauta, as atas e as informações classificadas."""

from django.urls import URLPattern

app_name = "cmai"

urlpatterns: list[URLPattern] = []
