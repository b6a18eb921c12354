"""Endereços de quem cuida das rotas e precisa olhar os pedidos: mudar um destino, simular, decidir."""

from django.urls import URLPattern

app_name = "rotas"

urlpatterns: list[URLPattern] = []
