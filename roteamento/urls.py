"""Endereços do território e das rotas."""

from django.urls import URLPattern

app_name = "roteamento"

urlpatterns: list[URLPattern] = []
