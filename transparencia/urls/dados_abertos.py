"""Endereços dos dados abertos, `/transparencia/dados/`."""

from django.urls import path

from transparencia.dados_abertos import views

app_name = "dados_abertos"

urlpatterns = [
    path("", views.indice, name="indice"),
    path("catalogo.json", views.em_catalogo, name="catalogo"),
    path("<slug:leiaute>/<slug:periodo>/<slug:sha256>.csv", views.arquivo, name="arquivo"),
]
