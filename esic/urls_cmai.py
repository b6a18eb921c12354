"""A Comissão Municipal de Acesso à Informação: a pauta, as atas e as informações classificadas."""

from django.urls import path

from esic.views import informacoes

app_name = "cmai"

urlpatterns = [
    path("informacoes/", informacoes.lista, name="informacoes"),
    path("informacoes/nova/", informacoes.acrescentar, name="informacao_nova"),
    path("informacoes/<int:pk>/", informacoes.informacao, name="informacao"),
    path("informacoes/<int:pk>/editar/", informacoes.editar, name="informacao_editar"),
    path(
        "informacoes/<int:pk>/desclassificar/", informacoes.desclassificar, name="informacao_desclassificar"
    ),
]
