"""Endereços da avaliação anual, `/transparencia/avaliacao/`, e dos números de um serviço."""

from django.urls import path

from transparencia.avaliacao.views import orgao, publico, quadro, recusa

app_name = "avaliacao"

urlpatterns = [
    path("avaliacao/", publico.anos, name="anos"),
    path("avaliacao/<int:ano>/", publico.do_ano, name="ano"),
    path("avaliacao/<int:ano>/planilha/", publico.em_csv, name="csv"),
    path("servico/<slug:slug>/", publico.servico, name="servico"),
    path("avaliacao/medidas/", orgao.lista, name="do_orgao"),
    path("avaliacao/medidas/<int:ano>/<str:sigla>/", orgao.escrever, name="medidas"),
    path("avaliacao/quadro/", quadro.quadro, name="quadro"),
    path("avaliacao/recusar/<str:chave>/", recusa.recusar, name="recusar"),
    path("avaliacao/perguntas/", recusa.da_conta, name="perguntas_da_conta"),
    path("avaliacao/perguntas/<str:protocolo>/", recusa.do_pedido, name="perguntas"),
]
