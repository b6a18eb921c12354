"""A mesa de quem a Ouvidoria consulta: interlocutores dos órgãos e Corregedoria."""

from django.urls import path

from ouvidoria.views import orgao, orgao_arquivos, orgao_atos

app_name = "orgao"

urlpatterns = [
    path("", orgao.lista, name="lista"),
    path("<int:chave>/", orgao.envio, name="envio"),
    path("<int:chave>/contato/", orgao.contato, name="contato"),
    path("<int:chave>/anexos/<int:pk>/<slug:tamanho>/", orgao_arquivos.anexo, name="anexo"),
    path("<int:chave>/fotos/<uuid:envio>/<int:pk>/", orgao_arquivos.foto, name="foto"),
    *(path(f"<int:chave>/{ato}/", orgao_atos.agir, {"ato": ato}, name=ato) for ato in orgao_atos.ATOS),
]
