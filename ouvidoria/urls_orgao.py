"""A mesa de quem a Ouvidoria consulta: interlocutores dos órgãos e Corregedoria."""

from django.urls import path

from ouvidoria.views import orgao

app_name = "orgao"

urlpatterns = [
    path("", orgao.lista, name="lista"),
    path("<int:chave>/", orgao.envio, name="envio"),
]
