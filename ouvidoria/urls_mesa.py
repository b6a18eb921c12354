"""A mesa da Ouvidoria: endereços de quem trabalha nela."""

from django.urls import path

from ouvidoria.views import mesa

app_name = "mesa"

urlpatterns = [
    path("", mesa.lista, name="lista"),
    path("<str:protocolo>/", mesa.caso, name="caso"),
]
