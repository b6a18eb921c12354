"""Endereços do pedido de um serviço: cada passo tem o seu."""

from django.urls import include, path

from solicitacoes.pedir.views import arquivos, comeco, comprovante, junto, passos

app_name = "solicitacoes"

do_pedido = [
    *passos.PEDIR.enderecos(),
    path("local/escolher/", passos.escolher_lugar, name="lugar"),
    path("local/iguais/", passos.iguais, name="iguais"),
    path("orientacao/", passos.orientacao, name="orientacao"),
    path("confirmacao/", comprovante.confirmacao, name="confirmacao"),
    path("recibo/", comprovante.recibo, name="recibo"),
]

urlpatterns = [
    path("", comeco.inicio, name="inicio"),
    path("anexo/<int:pk>/<slug:tamanho>/", arquivos.anexo, name="anexo"),
    path("junto/meu/<str:chave>/", junto.sem_conta, name="junto_sem_conta"),
    path("junto/<str:chave>/", junto.junto, name="junto"),
    path("junto/<str:chave>/codigo/", junto.codigo, name="junto_codigo"),
    path("<slug:slug>/", comeco.comecar, name="comecar"),
    path("<slug:slug>/ruas/", passos.ruas, name="ruas"),
    path("<slug:slug>/<uuid:uuid>/", include(do_pedido)),
]
