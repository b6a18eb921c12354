"""Os endereços de `/central/`, a mesa de quem atende na Central e nas Praças."""

from django.urls import path

from atendimento.mesa.views import atender
from atendimento.pracas.views import comunicados

app_name = "central"

urlpatterns = [
    path("", atender.inicio, name="inicio"),
    path("comecar/", atender.comecar, name="comecar"),
    path("<uuid:codigo>/", atender.atendimento, name="atendimento"),
    path("<uuid:codigo>/terminar/", atender.terminar, name="terminar"),
    # as Praças
    path("comunicados/", comunicados.comunicados, name="pracas_comunicados"),
    path("comunicados/<int:comunicado>/tirar/", comunicados.tirar, name="pracas_tirar_comunicado"),
]
