"""Endereços da caixa: a lista, a página do pedido e um endereço por ato."""

from django.urls import path

from solicitacoes.views import caixa, correcao, grupo, trabalho
from solicitacoes.views.atos import ATOS

app_name = "caixa"

urlpatterns = [
    path("", caixa.inicio, name="inicio"),
    path("<str:sigla>/", caixa.lista, name="lista"),
    path("<str:sigla>/<str:protocolo>/", trabalho.pedido, name="pedido"),
    path("<str:sigla>/<str:protocolo>/ruas/", correcao.ruas, name="ruas"),
    path("<str:sigla>/<str:protocolo>/contato/", trabalho.contato, name="contato"),
    path("<str:sigla>/<str:protocolo>/vizinhos/", grupo.em_volta, name="vizinhos"),
    path("<str:sigla>/<str:protocolo>/juntar/", grupo.juntar, name="juntar"),
    path("<str:sigla>/<str:protocolo>/grupo/", grupo.grupo, name="grupo"),
    path("<str:sigla>/<str:protocolo>/separar/", grupo.separar, name="separar"),
    *(path(f"<str:sigla>/<str:protocolo>/{nome}/", trabalho.agir, {"ato": nome}, name=nome) for nome in ATOS),
]
