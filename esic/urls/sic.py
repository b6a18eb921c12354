"""Endereços da mesa do SIC de um órgão, `/sic/`, com o balcão dele."""

from django.urls import path

from esic.pedir.views import passos
from esic.sic.atos import ATOS
from esic.sic.views import arquivos, atos, caso, lista, orgaos

app_name = "sic"

urlpatterns = [
    path("", lista.lista, name="lista"),
    path("registrar/", passos.registrar, name="registrar"),
    path("orgaos/", orgaos.orgaos, name="orgaos"),
    path("<str:protocolo>/", caso.pedido, name="pedido"),
    path("<str:protocolo>/anotar/", caso.anotar, name="anotar"),
    path("<str:protocolo>/contato/", caso.contato, name="contato"),
    path("<str:protocolo>/anexos/<int:pk>/<str:tamanho>/", arquivos.anexo, name="anexo"),
    path("<str:protocolo>/fotos/<uuid:envio>/<int:pk>/", arquivos.a_enviar, name="foto"),
    *(path(f"<str:protocolo>/{nome}/", atos.agir, {"ato": nome}, name=nome) for nome in ATOS),
]
