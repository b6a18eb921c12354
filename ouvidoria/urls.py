"""Manifestar-se à Ouvidoria, pelo portal ou pelo balcão, e ler os relatórios dela.

A porta, `/ouvidoria/`, e outras abaixo dela são páginas do portal: aqui só os cinco tipos. Depois da primeira
página nenhum endereço diz o tipo: o registro de acessos não conta quem denunciou.
"""

from django.urls import include, path, re_path

from ouvidoria.situacoes import TipoDeManifestacao
from ouvidoria.views import balcao, comprovante, manifestar, relatorio

app_name = "ouvidoria"

da_manifestacao = [
    *manifestar.MANIFESTAR.enderecos(),
    path("caminho/", manifestar.ainda_nao, name="caminho"),
    *(
        path(f"{modelo}/", comprovante.comprovante, {"modelo": modelo}, name=modelo)
        for modelo in ("comprovante", "recibo")
    ),
]

urlpatterns = [
    path("balcao/", balcao.balcao, name="balcao"),
    path("balcao/registradas/", balcao.registradas, name="registradas"),
    path("reclamar/<str:protocolo>/", manifestar.reclamar, name="reclamar"),
    path("manifestar/<uuid:uuid>/", include(da_manifestacao)),
    path("relatorio/", relatorio.lista, name="relatorios"),
    path("relatorio/<int:ano>/", relatorio.do_ano, name="relatorio"),
    path("relatorio/<int:ano>/dados.csv", relatorio.em_csv, name="relatorio_csv"),
    re_path(f"^(?P<tipo>{'|'.join(TipoDeManifestacao.values)})/$", manifestar.comecar, name="comecar"),
]
