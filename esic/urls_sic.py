"""A mesa de quem responde aos pedidos de informação de um órgão (SIC)."""

from django.urls import path

from esic.views import agir, pedido, registrar, sic
from esic.views.atos import ATOS

app_name = "sic"

urlpatterns = [
    path("", sic.lista, name="lista"),
    path("registrar/", registrar.registrar, name="registrar"),
    path("<str:protocolo>/", pedido.pedido, name="pedido"),
    path("<str:protocolo>/contato/", pedido.contato, name="contato"),
    *(path(f"<str:protocolo>/{nome}/", agir.agir, {"ato": nome}, name=nome) for nome in ATOS),
]
