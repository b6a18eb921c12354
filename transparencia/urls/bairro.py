"""Endereços do bairro, `/transparencia/bairro/`."""

from django.urls import path

from transparencia.bairro.views import boletim, novidades, publico

app_name = "bairro"

urlpatterns = [
    path("", publico.achar, name="achar"),
    path("novidades.rss", novidades.rss, name="rss_da_cidade"),
    path("novidades.atom", novidades.atom, name="atom_da_cidade"),
    path("sair/<str:chave>/", boletim.sair, name="sair"),
    path("<slug:slug>/", publico.bairro, name="bairro"),
    path("<slug:slug>/novidades.rss", novidades.rss, name="rss"),
    path("<slug:slug>/novidades.atom", novidades.atom, name="atom"),
    path("<slug:slug>/receber/", boletim.receber, name="receber"),
    path("<slug:slug>/receber/codigo/", boletim.codigo, name="codigo"),
]
