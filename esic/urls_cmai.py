"""A Comissão Municipal de Acesso à Informação: a pauta, as atas e as informações classificadas."""

from django.urls import path

from esic.views import cmai, informacoes

app_name = "cmai"

urlpatterns = [
    path("informacoes/", informacoes.lista, name="informacoes"),
    path("informacoes/nova/", informacoes.acrescentar, name="informacao_nova"),
    path("informacoes/<int:pk>/", informacoes.informacao, name="informacao"),
    *(
        path(f"informacoes/<int:pk>/{qual}/", informacoes.escrever, {"qual": qual}, name=f"informacao_{qual}")
        for qual in informacoes.ESCRITAS
    ),
    path("", cmai.agenda, name="agenda"),
    path("pautar/", cmai.pautar, name="pautar"),
    path("reunioes/marcar/", cmai.marcar, name="marcar"),
    path("reunioes/<int:pk>/", cmai.reuniao, name="reuniao"),
    path("reunioes/<int:pk>/alterar/", cmai.alterar, name="alterar"),
    path("reunioes/<int:pk>/cancelar/", cmai.cancelar, name="cancelar"),
    path("reunioes/<int:pk>/realizar/", cmai.realizar, name="realizar"),
    path("reunioes/<int:pk>/adiar/", cmai.adiar, name="adiar"),
    path("reunioes/<int:pk>/ata/", cmai.ata, name="ata"),
]
