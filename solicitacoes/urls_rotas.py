"""Endereços de quem cuida das rotas e precisa olhar os pedidos: mudar um destino, simular, decidir."""

from django.urls import path

from solicitacoes.views import coordenacao

app_name = "rotas"

urlpatterns = [
    path("devolvidas/", coordenacao.lista, name="devolvidas"),
    path("devolvidas/<str:protocolo>/", coordenacao.decidir, name="decidir"),
]
