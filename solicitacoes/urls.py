"""Endereços do pedido de um serviço: cada passo tem o seu."""

from django.urls import include, path

from solicitacoes.views import arquivos, comeco, comprovante, pedir

app_name = "solicitacoes"

do_pedido = [
    *pedir.PEDIR.enderecos(),
    path("local/escolher/", pedir.escolher_lugar, name="lugar"),
    path("local/ruas/", pedir.ruas, name="ruas"),
    path("orientacao/", pedir.orientacao, name="orientacao"),
    path("confirmacao/", comprovante.confirmacao, name="confirmacao"),
    path("recibo/", comprovante.recibo, name="recibo"),
]

urlpatterns = [
    path("", comeco.inicio, name="inicio"),
    path("anexo/<int:pk>/<slug:tamanho>/", arquivos.anexo, name="anexo"),
    path("<slug:slug>/", comeco.comecar, name="comecar"),
    path("<slug:slug>/<uuid:uuid>/", include(do_pedido)),
]
