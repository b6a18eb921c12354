"""Endereços do aplicativo."""

from django.urls import path

from portal.aplicativo import pedidos, pedir, sem_internet, views

app_name = "aplicativo"

urlpatterns = [
    path("", views.inicio, name="inicio"),
    path("instalar/", views.instalar, name="instalar"),
    path("sem-rede/", views.sem_rede, name="sem_rede"),
    path("para-enviar/", views.para_enviar, name="para_enviar"),
    path("compartilhar/", views.compartilhar, name="compartilhar"),
    path("sair/", views.sair, name="sair"),
    path("ficha/", pedidos.ficha, name="ficha"),
    path("pedidos/<uuid:uuid>/", pedidos.pedido, name="pedido"),
    path("pedidos/<uuid:uuid>/foto/", pedidos.foto, name="foto"),
    path("pedidos/<uuid:uuid>/enviar/", pedidos.enviar, name="enviar"),
    path("pedir/", pedir.pedir, name="pedir"),
    path("servicos/", pedir.escolher, name="servicos"),
    path("servico/<slug:slug>/", pedir.servico, name="servico"),
    path("sem-internet/", sem_internet.sem_internet, name="sem_internet"),
    path("guardar.json", sem_internet.guardar, name="guardar"),
    path("ruas/areas.json", sem_internet.areas, name="areas"),
    path("ruas/<int:distrito>.json", sem_internet.ruas, name="ruas"),
]
