"""Endereços da revisão do que se publica dos pedidos de informação, `/publicacao/`."""

from django.urls import path

from esic.publicacao.views import anexos, caso, lista, textos

app_name = "publicacao"

urlpatterns = [
    path("", lista.lista, name="fila"),
    path("<int:numero>/", caso.publicacao, name="publicacao"),
    path("<int:numero>/textos/<int:ordem>/", textos.conferir, name="texto"),
    path("<int:numero>/textos/<int:ordem>/trecho/", textos.acrescentar, name="trecho"),
    path("<int:numero>/anexos/", anexos.lista, name="anexos"),
    path("<int:numero>/anexos/<int:anexo>/", anexos.decidir, name="anexo"),
    path("<int:numero>/anexos/<int:anexo>/<slug:qual>/", anexos.ver, name="arquivo"),
    path("<int:numero>/sem-marcas/", caso.sem_marcas, name="sem_marcas"),
    path("<int:numero>/previa/", caso.previa, name="previa"),
    path("<int:numero>/nao-publicar/", caso.decidir, {"qual": "recusar"}, name="recusar"),
    path("<int:numero>/rever/", caso.decidir, {"qual": "rever"}, name="rever"),
]
