"""Endereços de quem cuida das rotas e precisa olhar os pedidos: mudar um destino, simular, decidir."""

from django.urls import path

from solicitacoes.rotas.views import destinos, devolvidas, primeira_unidade, simulacao, unidades

app_name = "rotas"

urlpatterns = [
    path("mudar/", destinos.mudar, name="mudar"),
    path("regras/<int:regra>/encerrar/", destinos.voltar, name="voltar"),
    path("simular/", simulacao.simular, name="simular"),
    path("simular/ruas/", simulacao.ruas, name="ruas"),
    path("devolvidas/", devolvidas.lista, name="devolvidas"),
    path("devolvidas/<str:protocolo>/", devolvidas.decidir, name="decidir"),
    path("unidades/", unidades.lista, name="unidades"),
    path("unidades/nova/", unidades.nova, name="unidade_nova"),
    path("unidades/<str:sigla>/", unidades.unidade, name="unidade"),
    *(
        path(f"unidades/<str:sigla>/{como}/", unidades.mudar, {"como": como}, name=como)
        for como in unidades.MUDANCAS
    ),
    path("primeira-unidade/", primeira_unidade.lista, name="primeira_unidade"),
]
