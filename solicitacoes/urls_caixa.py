"""Endereços da caixa: a lista, a página do pedido e um endereço por ato."""

from django.urls import path

from solicitacoes.atos import ATOS
from solicitacoes.urls_chefia import enderecos as da_chefia
from solicitacoes.views import (
    agir,
    arquivos,
    caixa,
    campo,
    exportar,
    filtros,
    grupo,
    lote,
    trabalho,
)

app_name = "caixa"

urlpatterns = [
    path("", caixa.inicio, name="inicio"),
    *da_chefia,
    path("<str:sigla>/", caixa.lista, name="lista"),
    path("<str:sigla>/exportar.csv", exportar.em_csv, name="exportar_csv"),
    path("<str:sigla>/exportar.xlsx", exportar.em_xlsx, name="exportar_xlsx"),
    path("<str:sigla>/filtros/", filtros.meus_filtros, name="filtros"),
    path("<str:sigla>/filtros/<int:pk>/", filtros.guardado, name="filtro"),
    path("<str:sigla>/campo/", campo.lista, name="campo"),
    path("<str:sigla>/ordens/", campo.ordens, name="ordens"),
    path("<str:sigla>/lote/", lote.agir, name="lote"),
    path("<str:sigla>/lote/<uuid:envio>/", lote.feito, name="lote_feito"),
    path("<str:sigla>/prova/<uuid:envio>/<int:pk>/", arquivos.da_prova, name="prova"),
    path("<str:sigla>/<str:protocolo>/concluir/", campo.concluir, name="concluir"),
    path("<str:sigla>/<str:protocolo>/", trabalho.pedido, name="pedido"),
    path("<str:sigla>/<str:protocolo>/ruas/", agir.ruas, name="ruas"),
    path("<str:sigla>/<str:protocolo>/contato/", trabalho.contato, name="contato"),
    path("<str:sigla>/<str:protocolo>/anotar/", trabalho.anotar, name="anotar"),
    path("<str:sigla>/<str:protocolo>/vizinhos/", grupo.em_volta, name="vizinhos"),
    path("<str:sigla>/<str:protocolo>/juntar/", grupo.juntar, name="juntar"),
    path("<str:sigla>/<str:protocolo>/grupo/", grupo.grupo, name="grupo"),
    *(path(f"<str:sigla>/<str:protocolo>/{nome}/", agir.agir, {"ato": nome}, name=nome) for nome in ATOS),
]
