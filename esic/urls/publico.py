"""Endereços do e-SIC abertos a todos, `/e-sic/`: pedir informação, o acervo, o relatório, a Comissão."""

from django.urls import include, path

from esic.comissao.views import classificadas, reunioes_publicas
from esic.pedir.views import comprovante, passos
from esic.transparencia.views import acervo, base_aberta, relatorio

app_name = "esic"
CLASSIFICADAS, DESCLASSIFICADAS = {"qual": "classificadas"}, {"qual": "desclassificadas"}
SAIRAM = "informacoes-classificadas/desclassificadas"

do_pedido = [
    *passos.PEDIR.enderecos(),
    path("antes/", passos.antes, name="antes"),
    path("comprovante/", comprovante.comprovante, name="comprovante"),
    path("recibo/", comprovante.recibo, name="recibo"),
    path("perfil/", comprovante.perfil, name="perfil"),
]

urlpatterns = [
    path("pedir/", passos.pedir, name="pedir"),
    path("pedir/<uuid:uuid>/", include(do_pedido)),
    path("respostas/", acervo.lista, name="acervo"),
    path("respostas/<int:numero>/arquivos/<int:pk>/", acervo.arquivo, name="arquivo"),
    path("respostas/<int:numero>/<slug:slug>/", acervo.resposta, name="resposta"),
    path("informacoes-classificadas/", classificadas.publica, CLASSIFICADAS, name="classificadas"),
    path(
        "informacoes-classificadas/lista.csv", classificadas.em_csv, CLASSIFICADAS, name="classificadas_csv"
    ),
    path(f"{SAIRAM}/", classificadas.publica, DESCLASSIFICADAS, name="desclassificadas"),
    path(f"{SAIRAM}.csv", classificadas.em_csv, DESCLASSIFICADAS, name="desclassificadas_csv"),
    path("relatorio/", relatorio.lista, name="relatorios"),
    path("relatorio/<int:ano>/", relatorio.do_ano, name="relatorio"),
    path("relatorio/<int:ano>/dados.csv", relatorio.em_csv, name="relatorio_csv"),
    path("dados/", base_aberta.indice, name="dados"),
    path("dados/<int:ano>-<int:semestre>.csv", base_aberta.em_csv, name="dados_csv"),
    path("dados/<int:ano>-<int:semestre>.json", base_aberta.em_json, name="dados_json"),
    path("comissao/", reunioes_publicas.reunioes, name="reunioes"),
    path("comissao/<int:pk>/", reunioes_publicas.reuniao, name="reuniao"),
]
