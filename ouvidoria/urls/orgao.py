"""Endereços de quem a Ouvidoria consulta, `/orgao/`: interlocutores dos órgãos e Corregedoria."""

from django.urls import path

from ouvidoria.orgao.atos import ATOS
from ouvidoria.orgao.views import arquivos, atos, caso, lista

app_name = "orgao"

urlpatterns = [
    path("", lista.lista, name="lista"),
    path("<int:chave>/", caso.envio, name="envio"),
    path("<int:chave>/contato/", caso.contato, name="contato"),
    path("<int:chave>/anexos/<int:pk>/<slug:tamanho>/", arquivos.anexo, name="anexo"),
    path("<int:chave>/fotos/<uuid:envio>/<int:pk>/", arquivos.foto, name="foto"),
    *(path(f"<int:chave>/{ato}/", atos.agir, {"ato": ato}, name=ato) for ato in ATOS),
]
