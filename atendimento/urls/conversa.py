"""Os endereços de `/conversa/`, a conversa do portal do lado de quem a procura."""

from django.urls import path

from atendimento.conversa_municipe.views import contato, conversa, entrada, fim, formulario, pessoa

app_name = "conversa"

urlpatterns = [
    path("", entrada.inicio, name="inicio"),
    path("<uuid:codigo>/", conversa.conversa, name="conversa"),
    path("<uuid:codigo>/novidades/", conversa.novidades, name="novidades"),
    path("<uuid:codigo>/sinal/", conversa.sinal, name="sinal"),
    path("<uuid:codigo>/foto/<int:pk>/<str:tamanho>/", conversa.foto, name="foto"),
    path("<uuid:codigo>/formulario/<str:assinado>/", formulario.formulario, name="formulario"),
    path("<uuid:codigo>/pessoa/", pessoa.pedir, name="pessoa"),
    path("<uuid:codigo>/contato/", contato.contato, name="contato"),
    path("<uuid:codigo>/codigo/", contato.codigo, name="codigo"),
    path("<uuid:codigo>/acabar/", fim.acabar, name="acabar"),
    path("<uuid:codigo>/continuar/", fim.continuar, name="continuar"),
    path("<uuid:codigo>/avaliar/", fim.avaliar, name="avaliar"),
    path("<uuid:codigo>/denuncia/", fim.denuncia, name="denuncia"),
    path("<uuid:codigo>/copia/", fim.copia, name="copia"),
    path("<uuid:codigo>/copia/mandar/", contato.mandar_copia, name="mandar_copia"),
]
