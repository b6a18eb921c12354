"""Endereços públicos do Guia de Serviços."""

from django.urls import path

from guia.views import base_aberta, opiniao, paginas

app_name = "guia"

urlpatterns = [
    path("", paginas.servicos, name="servicos"),
    path("dados.json", base_aberta.em_json, name="dados_json"),
    path("dados.csv", base_aberta.em_csv, name="dados_csv"),
    path("sem-prazo/", paginas.sem_prazo, name="sem_prazo"),
    path("tema/<slug:slug>/", paginas.tema, name="tema"),
    path("<slug:slug>/", paginas.servico, name="servico"),
    path("<slug:slug>/opiniao/", opiniao.opinar, name="opinar"),
]
