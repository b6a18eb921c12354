"""A revisão do que se publica dos pedidos de informação."""

from django.urls import URLPattern

app_name = "publicacao"

urlpatterns: list[URLPattern] = []
