"""Endereços da mesa de quem decide recursos, `/recursos/`: autoridade do órgão, Ouvidoria e Comissão."""

from django.urls import path

from esic.recursos.atos import ATOS
from esic.recursos.views import arquivos, atos, caso, lista

app_name = "recursos"

urlpatterns = [
    path("", lista.lista, name="lista"),
    path("<str:protocolo>/", caso.recurso, name="recurso"),
    path("<str:protocolo>/contato/", caso.contato, name="contato"),
    path("<str:protocolo>/anexos/<int:pk>/<str:tamanho>/", arquivos.anexo, name="anexo"),
    *(path(f"<str:protocolo>/{nome}/", atos.agir, {"ato": nome}, name=nome) for nome in ATOS),
]
