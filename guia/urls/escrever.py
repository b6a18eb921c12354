"""Endereços de quem escreve o Guia: o que tem a fazer e, de um serviço, um passo por página."""

from django.urls import path

from guia.passos import PASSOS
from guia.views import escrever, perguntas, prazos

app_name = "escrever"

urlpatterns = [
    path("", escrever.inicio, name="inicio"),
    path("novo/", escrever.novo, name="novo"),
    path("servico/<int:pk>/", escrever.abrir, name="abrir"),
    path("prazos/", prazos.lista, name="prazos"),
    path("prazos/<int:pk>/", prazos.dar, name="dar_prazo"),
    path("<int:pk>/perguntas/", perguntas.perguntas, name="perguntas"),
    path("<int:pk>/perguntas/previa/", perguntas.previa, name="previa"),
    path("<int:pk>/conferir/", escrever.conferir, name="conferir"),
    *(
        path(f"<int:pk>/{passo.nome}/", escrever.passo, {"nome": passo.nome}, name=passo.nome)
        for passo in PASSOS
        if passo.form
    ),
]
