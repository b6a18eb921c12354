"""Endereços do Guia de Serviços."""

from django.urls import path

from guia.views import abertos, opiniao, paginas

app_name = "guia"

urlpatterns = [
    path("", paginas.servicos, name="servicos"),
    path("dados.json", abertos.em_json, name="dados_json"),
    path("dados.csv", abertos.em_csv, name="dados_csv"),
    path("tema/<slug:slug>/", paginas.tema, name="tema"),
    path("<slug:slug>/", paginas.servico, name="servico"),
    path("<slug:slug>/opiniao/", opiniao.opinar, name="opinar"),
]
