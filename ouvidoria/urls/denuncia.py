"""Endereços do que só a denúncia tem, dentro da mesa da Ouvidoria."""

from django.urls import path

from ouvidoria.denuncia.atos import ATOS
from ouvidoria.denuncia.views import anexos, atos, identidade, versao_sem_nomes

enderecos = [
    *(
        path(f"<str:protocolo>/denuncia/{ato.replace('_', '-')}/", atos.agir, {"ato": ato}, name=ato)
        for ato in ATOS
    ),
    path("<str:protocolo>/denuncia/versao/", versao_sem_nomes.conferir, name="versao"),
    path("<str:protocolo>/denuncia/versao/trecho/", versao_sem_nomes.acrescentar, name="versao_trecho"),
    path("<str:protocolo>/denuncia/anexos/", anexos.lista, name="denuncia_anexos"),
    path("<str:protocolo>/denuncia/anexos/<int:anexo>/", anexos.decidir, name="denuncia_anexo"),
    path(
        "<str:protocolo>/denuncia/anexos/<int:anexo>/<slug:qual>/",
        anexos.ver,
        name="denuncia_arquivo",
    ),
    path("<str:protocolo>/denuncia/identidade/", identidade.identidade, name="identidade"),
]
