"""Endereços da caixa: a lista, a página do pedido e um endereço por ato."""

from django.urls import path

from solicitacoes.urls_chefia import enderecos as da_chefia
from solicitacoes.views import caixa, correcao, trabalho
from solicitacoes.views.atos import ATOS

app_name = "caixa"

urlpatterns = [
    path("", caixa.inicio, name="inicio"),
    *da_chefia,
    path("<str:sigla>/", caixa.lista, name="lista"),
    path("<str:sigla>/<str:protocolo>/", trabalho.pedido, name="pedido"),
    path("<str:sigla>/<str:protocolo>/ruas/", correcao.ruas, name="ruas"),
    path("<str:sigla>/<str:protocolo>/contato/", trabalho.contato, name="contato"),
    *(path(f"<str:sigla>/<str:protocolo>/{nome}/", trabalho.agir, {"ato": nome}, name=nome) for nome in ATOS),
]
