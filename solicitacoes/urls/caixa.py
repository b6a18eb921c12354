"""Endereços da caixa: a lista, a página do pedido e um endereço por ato."""

from django.urls import path

from solicitacoes.caixa.atos import ATOS
from solicitacoes.caixa.views import (
    arquivos,
    atos,
    caso,
    consertar,
    exportar,
    filtros,
    grupo,
    lista,
    lote,
    lote_feito,
    mapa,
    procura,
)
from solicitacoes.campo.views import concluir, nao_deu
from solicitacoes.campo.views import lista as campo
from solicitacoes.urls.chefia import enderecos as da_chefia
from solicitacoes.urls.notificacoes import enderecos as do_sino

app_name = "caixa"

urlpatterns = [
    path("", lista.inicio, name="inicio"),
    *do_sino,
    *da_chefia,
    path("<str:sigla>/", lista.lista, name="lista"),
    path("<str:sigla>/mapa/", mapa.mapa, name="mapa"),
    path("<str:sigla>/procurar/", procura.procurar, name="procurar"),
    path("<str:sigla>/novos/", lista.novos, name="novos"),
    path("<str:sigla>/exportar.csv", exportar.em_csv, name="exportar_csv"),
    path("<str:sigla>/exportar.xlsx", exportar.em_xlsx, name="exportar_xlsx"),
    path("<str:sigla>/filtros/", filtros.meus_filtros, name="filtros"),
    path("<str:sigla>/filtros/<int:pk>/", filtros.guardado, name="filtro"),
    path("<str:sigla>/campo/", campo.lista, name="campo"),
    path("<str:sigla>/campo/levar.json", campo.levar, name="levar"),
    path("<str:sigla>/campo/dar/", campo.dar, name="dar"),
    path("<str:sigla>/ordens/", campo.ordens, name="ordens"),
    path("<str:sigla>/lote/", lote.agir, name="lote"),
    path("<str:sigla>/lote/<uuid:envio>/", lote_feito.feito, name="lote_feito"),
    path("<str:sigla>/lote/<uuid:envio>/continuar/", lote_feito.continuar, name="lote_continuar"),
    path("<str:sigla>/lote/<uuid:envio>/consertar/", consertar.consertar, name="lote_consertar"),
    path("<str:sigla>/lotes/", consertar.lotes, name="lotes"),
    path("<str:sigla>/prova/<uuid:envio>/<int:pk>/", arquivos.da_prova, name="prova"),
    path("<str:sigla>/<str:protocolo>/concluir/", concluir.concluir, name="concluir"),
    path("<str:sigla>/<str:protocolo>/nao-deu/", nao_deu.nao_deu, name="nao_deu"),
    path("<str:sigla>/<str:protocolo>/tirar/", campo.tirar, name="tirar"),
    path("<str:sigla>/<str:protocolo>/", caso.pedido, name="pedido"),
    path("<str:sigla>/<str:protocolo>/tirada/<int:pk>/", arquivos.tirada, name="foto_tirada"),
    path("<str:sigla>/<str:protocolo>/ruas/", atos.ruas, name="ruas"),
    path("<str:sigla>/<str:protocolo>/contato/", caso.contato, name="contato"),
    path("<str:sigla>/<str:protocolo>/anotar/", caso.anotar, name="anotar"),
    path("<str:sigla>/<str:protocolo>/vizinhos/", grupo.em_volta, name="relacionados"),  # o endereço de antes
    path("<str:sigla>/<str:protocolo>/relacionados/", grupo.em_volta, name="relacionados"),
    path("<str:sigla>/<str:protocolo>/juntar/", grupo.juntar, name="juntar"),
    path("<str:sigla>/<str:protocolo>/grupo/", grupo.ver_grupo, name="grupo"),
    *(path(f"<str:sigla>/<str:protocolo>/{nome}/", atos.agir, {"ato": nome}, name=nome) for nome in ATOS),
]
