"""A mesa de quem decide recursos e reclamações: autoridade do órgão, Ouvidoria e Comissão."""

from django.urls import path

from esic.atos_de_recurso import ATOS
from esic.views import agir, arquivos, recursos

app_name = "recursos"

urlpatterns = [
    path("", recursos.lista, name="lista"),
    path("<str:protocolo>/", recursos.recurso, name="recurso"),
    path("<str:protocolo>/contato/", recursos.contato, name="contato"),
    path("<str:protocolo>/anexos/<int:pk>/<str:tamanho>/", arquivos.do_recurso, name="anexo"),
    *(path(f"<str:protocolo>/{nome}/", agir.julgar, {"ato": nome}, name=nome) for nome in ATOS),
]
