"""A revisão do que se publica dos pedidos de informação."""

from django.urls import path

from esic.views import publicacao, publicacao_anexos, publicacao_textos

app_name = "publicacao"

urlpatterns = [
    path("", publicacao.fila, name="fila"),
    path("<int:numero>/", publicacao.publicacao, name="publicacao"),
    path("<int:numero>/textos/<int:ordem>/", publicacao_textos.conferir, name="texto"),
    path("<int:numero>/textos/<int:ordem>/trecho/", publicacao_textos.acrescentar, name="trecho"),
    path("<int:numero>/anexos/", publicacao_anexos.lista, name="anexos"),
    path("<int:numero>/anexos/<int:anexo>/", publicacao_anexos.decidir, name="anexo"),
    path("<int:numero>/anexos/<int:anexo>/<slug:qual>/", publicacao_anexos.ver, name="arquivo"),
    path("<int:numero>/previa/", publicacao.previa, name="previa"),
    path("<int:numero>/nao-publicar/", publicacao.decidir, {"qual": "recusar"}, name="recusar"),
    path("<int:numero>/rever/", publicacao.decidir, {"qual": "rever"}, name="rever"),
]
