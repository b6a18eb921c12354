"""Endereços do que não é de um processo só."""

from django.urls import path

from portal.views import acompanhar, conta

app_name = "portal"

urlpatterns = [
    path("acompanhar/", acompanhar.procurar, name="acompanhar"),
    path("acompanhar/<str:protocolo>/", acompanhar.caso, name="caso"),
    path("acompanhar/<str:protocolo>/abrir/", acompanhar.abrir, name="abrir"),
    path("acompanhar/<str:protocolo>/mandar/", acompanhar.mandar, name="mandar"),
    path("acompanhar/<str:protocolo>/cancelar/", acompanhar.cancelar, name="cancelar"),
    path("acompanhar/<str:protocolo>/<str:chave>/", acompanhar.entrar_com_chave, name="entrar_com_chave"),
    path("area/", conta.area, name="area"),
]
