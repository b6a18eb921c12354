"""Endereços do Open311, `/open311/`: a página para quem programa e a API, em `v2/`."""

from django.urls import path, re_path

from transparencia.open311.views import api
from transparencia.open311.views.pagina import pagina

app_name = "open311"

FIM = r"\.(?P<formato>xml|json)\Z"

urlpatterns = [
    path("", pagina, name="pagina"),
    path("v2/openapi.json", api.openapi, name="openapi"),
    re_path(rf"^v2/discovery{FIM}", api.discovery, name="discovery"),
    re_path(rf"^v2/services{FIM}", api.lista_de_servicos, name="servicos"),
    re_path(rf"^v2/services/(?P<codigo>[-\w]+){FIM}", api.definicao, name="definicao"),
    re_path(rf"^v2/requests{FIM}", api.requests, name="pedidos"),
    re_path(rf"^v2/requests/(?P<identificador>[-\w]+){FIM}", api.um_request, name="pedido"),
    re_path(rf"^v2/tokens/(?P<identificador>[-\w]+){FIM}", api.token, name="token"),
]
