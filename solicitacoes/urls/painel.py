"""Endereços dos painéis acima da unidade e das listas a que os números de todos levam."""

from django.urls import path

from solicitacoes.chefia.ambito import Nivel
from solicitacoes.chefia.views import painel

app_name = "painel"

DE_CIMA = (Nivel.SUBPREFEITURA, Nivel.ORGAO)
"""Os painéis de cima, que têm chave; o da cidade não tem, e o da unidade está na caixa dela."""

urlpatterns = [
    path("", painel.inicio, name="inicio"),
    path("cidade/", painel.painel, {"nivel": Nivel.CIDADE}, name="cidade"),
    path("cidade/pedidos/", painel.pedidos, {"nivel": Nivel.CIDADE}, name="pedidos_cidade"),
    *(path(f"{nivel}/<str:ambito>/", painel.painel, {"nivel": nivel}, name=nivel) for nivel in DE_CIMA),
    *(
        path(f"{nivel}/<str:ambito>/pedidos/", painel.pedidos, {"nivel": nivel}, name=f"pedidos_{nivel}")
        for nivel in (Nivel.UNIDADE, *DE_CIMA)
    ),
]
