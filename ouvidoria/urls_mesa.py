"""A mesa da Ouvidoria: a lista, a página de cada manifestação e um endereço por ato."""

from django.urls import path

from ouvidoria.atos import ATOS
from ouvidoria.views import (
    agir,
    caso,
    denuncia,
    denuncia_aberturas,
    denuncia_anexos,
    denuncia_identidade,
    denuncia_versao,
    mesa,
    papel,
    relatar,
)

app_name = "mesa"

urlpatterns = [
    path("", mesa.lista, name="lista"),
    path("orgaos/", mesa.orgaos, name="orgaos"),
    path("planilha.csv", mesa.em_csv, name="exportar_csv"),
    path("relatorio/", relatar.lista, name="relatorios"),
    path("relatorio/<int:ano>/", relatar.escrever, name="relatorio"),
    path("identidades/", denuncia_aberturas.do_mes, name="aberturas"),
    path("<str:protocolo>/", caso.caso, name="caso"),
    path("<str:protocolo>/contato/", caso.contato, name="contato"),
    path("<str:protocolo>/anotar/", caso.anotar, name="anotar"),
    path("<str:protocolo>/ruas/", agir.ruas, name="ruas"),
    path("<str:protocolo>/imprimir/", papel.resposta, name="imprimir"),
    path("<str:protocolo>/oficio/<int:envio>/", papel.oficio, name="oficio"),
    path("<str:protocolo>/anexo/<int:pk>/<str:tamanho>/", caso.anexo, name="anexo"),
    path("<str:protocolo>/foto/<int:pk>/<str:tamanho>/", caso.foto, name="foto"),
    *(path(f"<str:protocolo>/{nome}/", agir.agir, {"ato": nome}, name=nome) for nome in ATOS),
    # O que só a denúncia tem.
    *(
        path(f"<str:protocolo>/denuncia/{ato.replace('_', '-')}/", denuncia.agir, {"ato": ato}, name=ato)
        for ato in denuncia.ATOS
    ),
    path("<str:protocolo>/denuncia/versao/", denuncia_versao.conferir, name="versao"),
    path("<str:protocolo>/denuncia/versao/trecho/", denuncia_versao.acrescentar, name="versao_trecho"),
    path("<str:protocolo>/denuncia/anexos/", denuncia_anexos.lista, name="denuncia_anexos"),
    path("<str:protocolo>/denuncia/anexos/<int:anexo>/", denuncia_anexos.decidir, name="denuncia_anexo"),
    path(
        "<str:protocolo>/denuncia/anexos/<int:anexo>/<slug:qual>/",
        denuncia_anexos.ver,
        name="denuncia_arquivo",
    ),
    path("<str:protocolo>/denuncia/identidade/", denuncia_identidade.identidade, name="identidade"),
]
