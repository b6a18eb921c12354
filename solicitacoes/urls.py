"""Endereços do pedido de um serviço: cada passo tem o seu."""

from django.urls import include, path

from solicitacoes.views import arquivos, comeco, comprovante, pedido

app_name = "solicitacoes"

do_pedido = [
    path("", comeco.retomar, name="retomar"),
    path("local/", pedido.local, name="local"),
    path("local/escolher/", pedido.escolher_lugar, name="lugar"),
    path("local/ruas/", pedido.ruas, name="ruas"),
    path("detalhes/", pedido.detalhes, name="detalhes"),
    path("orientacao/", pedido.orientacao, name="orientacao"),
    path("foto/<int:pk>/", pedido.foto, name="foto"),
    path("identificacao/", pedido.identificacao, name="identificacao"),
    path("conferir/", pedido.conferir, name="conferir"),
    path("confirmacao/", comprovante.confirmacao, name="confirmacao"),
    path("recibo/", comprovante.recibo, name="recibo"),
]

urlpatterns = [
    path("", comeco.inicio, name="inicio"),
    path("anexo/<int:pk>/<slug:tamanho>/", arquivos.anexo, name="anexo"),
    path("<slug:slug>/", comeco.comecar, name="comecar"),
    path("<slug:slug>/<uuid:uuid>/", include(do_pedido)),
]
