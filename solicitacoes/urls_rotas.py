"""Endereços de quem cuida das rotas e precisa olhar os pedidos: mudar um destino, simular, decidir."""

from django.urls import path

from solicitacoes.views import coordenacao, destinos, primeira_unidade, simulador

app_name = "rotas"

urlpatterns = [
    path("mudar/", destinos.mudar, name="mudar"),
    path("regras/<int:regra>/encerrar/", destinos.voltar, name="voltar"),
    path("simular/", simulador.simular, name="simular"),
    path("simular/ruas/", simulador.ruas, name="ruas"),
    path("devolvidas/", coordenacao.lista, name="devolvidas"),
    path("devolvidas/<str:protocolo>/", coordenacao.decidir, name="decidir"),
    path("primeira-unidade/", primeira_unidade.lista, name="primeira_unidade"),
]
