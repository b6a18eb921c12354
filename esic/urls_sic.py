"""A mesa de quem responde aos pedidos de informação de um órgão (SIC)."""

from django.urls import path

from esic.atos import ATOS
from esic.views import agir, arquivos, pedido, pedir, sic

app_name = "sic"

urlpatterns = [
    path("", sic.lista, name="lista"),
    path("registrar/", pedir.registrar, name="registrar"),
    path("orgaos/", sic.orgaos, name="orgaos"),
    path("<str:protocolo>/", pedido.pedido, name="pedido"),
    path("<str:protocolo>/contato/", pedido.contato, name="contato"),
    path("<str:protocolo>/anexos/<int:pk>/<str:tamanho>/", arquivos.do_sic, name="anexo"),
    path("<str:protocolo>/fotos/<uuid:envio>/<int:pk>/", arquivos.a_enviar, name="foto"),
    *(path(f"<str:protocolo>/{nome}/", agir.agir, {"ato": nome}, name=nome) for nome in ATOS),
]
