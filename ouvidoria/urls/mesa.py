"""Endereços da mesa da Ouvidoria, `/mesa/`: a lista, a página de cada manifestação e um por ato."""

from django.urls import path

from ouvidoria.denuncia.views import aberturas
from ouvidoria.mesa.atos import ATOS
from ouvidoria.mesa.views import arquivos, atos, caso, imprimir, lista, orgaos
from ouvidoria.relatorio.views import escrever
from ouvidoria.urls.denuncia import enderecos as da_denuncia

app_name = "mesa"

urlpatterns = [
    path("", lista.lista, name="lista"),
    path("orgaos/", orgaos.orgaos, name="orgaos"),
    path("planilha.csv", lista.em_csv, name="exportar_csv"),
    path("planilha.xlsx", lista.em_xlsx, name="exportar_xlsx"),
    path("relatorio/", escrever.lista, name="relatorios"),
    path("relatorio/<int:ano>/", escrever.escrever, name="relatorio"),
    path("identidades/", aberturas.do_mes, name="aberturas"),
    path("<str:protocolo>/", caso.caso, name="caso"),
    path("<str:protocolo>/contato/", caso.contato, name="contato"),
    path("<str:protocolo>/anotar/", caso.anotar, name="anotar"),
    path("<str:protocolo>/ruas/", atos.ruas, name="ruas"),
    path("<str:protocolo>/imprimir/", imprimir.resposta, name="imprimir"),
    path("<str:protocolo>/oficio/<int:envio>/", imprimir.oficio, name="oficio"),
    path("<str:protocolo>/anexo/<int:pk>/<str:tamanho>/", arquivos.anexo, name="anexo"),
    path("<str:protocolo>/foto/<int:pk>/<str:tamanho>/", arquivos.foto, name="foto"),
    *(path(f"<str:protocolo>/{nome}/", atos.agir, {"ato": nome}, name=nome) for nome in ATOS),
    *da_denuncia,
]
