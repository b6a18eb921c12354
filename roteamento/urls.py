"""Endereços do território e das rotas."""

from django.urls import URLPattern, path

from roteamento.views import conferencia

app_name = "roteamento"

urlpatterns: list[URLPattern] = [
    path("rotas/", conferencia.conferencia, name="conferencia"),
    path("rotas/servico/<slug:slug>/", conferencia.servico, name="servico"),
]
