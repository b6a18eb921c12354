"""Endereços do mapa dos distritos e da conferência das rotas (mudá-las: `solicitacoes/urls/rotas.py`)."""

from django.urls import URLPattern, path

from roteamento.views import conferencia, destino, mapa

app_name = "roteamento"

urlpatterns: list[URLPattern] = [
    path("mapa/distritos.json", mapa.contornos, name="contornos"),
    path("mapa/ruas/<int:zoom>/<int:x>/<int:y>.json", mapa.ruas, name="ruas"),
    path("rotas/", conferencia.conferencia, name="conferencia"),
    path("escrever/<int:pk>/destino/", destino.destino, name="destino"),
    path("rotas/servico/<slug:slug>/", conferencia.servico, name="servico"),
]
