"""Endereços de quem se manifesta, pelo portal ou pelo balcão, e dos relatórios que todos leem.

A porta, `/ouvidoria/`, e outras abaixo dela são páginas do portal: aqui só os cinco tipos. Depois da primeira
página nenhum endereço diz o tipo: o registro de acessos não conta quem denunciou.
"""

from django.urls import include, path, re_path

from ouvidoria.manifestar.views import balcao, comprovante, passos
from ouvidoria.relatorio.views import publico
from ouvidoria.situacoes import TipoDeManifestacao

app_name = "ouvidoria"

da_manifestacao = [
    *passos.MANIFESTAR.enderecos(),
    path("caminho/", passos.ainda_nao, name="caminho"),
    *(
        path(f"{modelo}/", comprovante.comprovante, {"modelo": modelo}, name=modelo)
        for modelo in ("comprovante", "recibo")
    ),
]

urlpatterns = [
    path("balcao/", balcao.balcao, name="balcao"),
    path("balcao/registradas/", balcao.registradas, name="registradas"),
    path("reclamar/<str:protocolo>/", passos.reclamar, name="reclamar"),
    path("manifestar/<uuid:uuid>/", include(da_manifestacao)),
    path("relatorio/", publico.lista, name="relatorios"),
    path("relatorio/<int:ano>/", publico.do_ano, name="relatorio"),
    path("relatorio/<int:ano>/dados.csv", publico.em_csv, name="relatorio_csv"),
    re_path(f"^(?P<tipo>{'|'.join(TipoDeManifestacao.values)})/$", passos.comecar, name="comecar"),
]
