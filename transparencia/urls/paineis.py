"""Endereços dos painéis públicos, `/transparencia/`."""

from django.urls import path

from transparencia.paineis.views import comparar, porta, ranking

app_name = "paineis"

urlpatterns = [
    path("", porta.porta, name="porta"),
    path("planilha/", porta.em_csv, name="csv"),
    path("como-contamos/", porta.como, name="como"),
    path("comparar/", comparar.comparar, name="comparar"),
    path("comparar/planilha/", comparar.em_csv, name="comparar_csv"),
    path("ranking/<slug:de>/", ranking.ranking, name="ranking"),
    path("ranking/<slug:de>/planilha/", ranking.em_csv, name="ranking_csv"),
]
