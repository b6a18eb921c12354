"""Endereços do sino, dentro da caixa: as notificações de quem trabalha, em qualquer mesa."""

from django.urls import path

from solicitacoes.caixa.views import notificacoes

enderecos = [
    path("avisos/", notificacoes.lista, name="avisos"),
    path("avisos/lidos/", notificacoes.marcar_todas, name="avisos_lidos"),
    path("avisos/preferencias/", notificacoes.preferencias, name="preferencias"),
    path("avisos/<int:aviso>/", notificacoes.abrir, name="aviso"),
]
