"""Endereços da caixa: a lista, a página do pedido e um endereço por ato."""

from django.urls import path

from solicitacoes.views import caixa, correcao, exportar, filtros, trabalho
from solicitacoes.views.atos import ATOS

app_name = "caixa"

urlpatterns = [
    path("", caixa.inicio, name="inicio"),
    path("<str:sigla>/", caixa.lista, name="lista"),
    path("<str:sigla>/exportar.csv", exportar.em_csv, name="exportar_csv"),
    path("<str:sigla>/exportar.xlsx", exportar.em_xlsx, name="exportar_xlsx"),
    path("<str:sigla>/filtros/", filtros.guardados, name="filtros"),
    path("<str:sigla>/filtros/<int:pk>/", filtros.guardado, name="filtro"),
    path("<str:sigla>/<str:protocolo>/", trabalho.pedido, name="pedido"),
    path("<str:sigla>/<str:protocolo>/ruas/", correcao.ruas, name="ruas"),
    path("<str:sigla>/<str:protocolo>/contato/", trabalho.contato, name="contato"),
    *(path(f"<str:sigla>/<str:protocolo>/{nome}/", trabalho.agir, {"ato": nome}, name=nome) for nome in ATOS),
]
