"""Endereços do Guia de Serviços."""

from django.urls import path

from guia import views

app_name = "guia"

urlpatterns = [
    path("", views.servicos, name="servicos"),
    path("tema/<slug:slug>/", views.tema, name="tema"),
    path("<slug:slug>/", views.servico, name="servico"),
    path("<slug:slug>/opiniao/", views.opinar, name="opinar"),
]
