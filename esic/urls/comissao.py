"""Endereços da mesa da Comissão, `/cmai/`: a pauta, as atas e as informações classificadas.

As páginas dela que todos leem estão em `urls/publico.py`."""

from django.urls import path

from esic.comissao.views import classificadas, reunioes

app_name = "cmai"

urlpatterns = [
    path("informacoes/", classificadas.lista, name="informacoes"),
    path("informacoes/nova/", classificadas.acrescentar, name="informacao_nova"),
    path("informacoes/<int:pk>/", classificadas.informacao, name="informacao"),
    *(
        path(
            f"informacoes/<int:pk>/{qual}/", classificadas.escrever, {"qual": qual}, name=f"informacao_{qual}"
        )
        for qual in classificadas.ESCRITAS
    ),
    path("", reunioes.agenda, name="agenda"),
    path("pautar/", reunioes.pautar, name="pautar"),
    path("reunioes/marcar/", reunioes.marcar, name="marcar"),
    path("reunioes/<int:pk>/", reunioes.reuniao, name="reuniao"),
    path("reunioes/<int:pk>/alterar/", reunioes.alterar, name="alterar"),
    path("reunioes/<int:pk>/cancelar/", reunioes.cancelar, name="cancelar"),
    path("reunioes/<int:pk>/realizar/", reunioes.realizar, name="realizar"),
    path("reunioes/<int:pk>/adiar/", reunioes.adiar, name="adiar"),
    path("reunioes/<int:pk>/ata/", reunioes.ata, name="ata"),
]
