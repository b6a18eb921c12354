"""Só `/demonstracao/mensagens/`; o sino de quem trabalha está em `solicitacoes/urls/notificacoes.py`."""

from django.urls import path

from avisos.demonstracao import views

app_name = "avisos"

urlpatterns = [
    path("mensagens/", views.lista, name="demonstracao"),
    path("mensagens/<str:nome>/", views.mensagem, name="mensagem"),
]
