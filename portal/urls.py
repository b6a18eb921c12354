"""Endereços do que não é de um processo só."""

from django.urls import path

from portal.aplicativo import manifesto, trabalhador
from portal.area import aparelhos, avisos, celular
from portal.area import views as area
from portal.meus_dados import views as meus_dados
from portal.perto import views as perto
from portal.views import (
    acompanhar,
    aparelho,
    chave_perdida,
    da_manifestacao,
    do_pedido_de_informacao,
    guardar,
    paginas,
    recuperar,
    resolvido,
)

app_name = "portal"

urlpatterns = [
    path("", paginas.inicio, name="inicio"),
    path("atendimento/", paginas.atendimento, name="atendimento"),
    path("ouvidoria/", paginas.ouvidoria, name="ouvidoria"),
    path("ouvidoria/quando-procurar/", paginas.quando_procurar, name="quando_procurar"),
    path("e-sic/", paginas.esic, name="esic"),
    path("e-sic/como-pedir/", paginas.como_pedir, name="como_pedir"),
    path("chat/", paginas.chat, name="chat"),
    path("perto-de-mim/", perto.perto, name="perto"),
    path("telefone-156/", paginas.telefone, name="telefone"),
    path("pracas/", paginas.pracas, name="pracas"),
    path("acessibilidade/", paginas.acessibilidade, name="acessibilidade"),
    path("aparelho/", aparelho.configurar, name="aparelho"),
    path("privacidade/", paginas.privacidade, name="privacidade"),
    path("mapa-do-site/", paginas.mapa, name="mapa"),
    path("sitemap.xml", paginas.sitemap, name="sitemap"),
    path("robots.txt", paginas.robos, name="robos"),
    path("manifesto.webmanifest", manifesto.manifesto, name="manifesto"),
    path("trabalhador.js", trabalhador.trabalhador, name="trabalhador"),
    path("acompanhar/", acompanhar.procurar, name="acompanhar"),
    path("acompanhar/esquecer/tudo/", aparelho.esquecer, name="esquecer"),
    path("acompanhar/recuperar/", recuperar.recuperar, name="recuperar"),
    path("acompanhar/chave/", chave_perdida.perdi_a_chave, name="perdi_a_chave"),
    path("acompanhar/chave/<str:token>/", chave_perdida.usar_o_link, name="usar_o_link"),
    path("acompanhar/<str:protocolo>/", acompanhar.caso, name="caso"),
    path("acompanhar/<str:protocolo>/lembrar/", aparelho.lembrar, name="lembrar"),
    path("acompanhar/<str:protocolo>/lembrado/", aparelho.abrir, name="lembrado"),
    path("acompanhar/<str:protocolo>/guardar/", guardar.guardar, name="guardar"),
    path("acompanhar/<str:protocolo>/tirar-da-conta/", guardar.tirar, name="tirar_da_conta"),
    path("acompanhar/<str:protocolo>/abrir/", acompanhar.abrir, name="abrir"),
    path("acompanhar/<str:protocolo>/mandar/", acompanhar.mandar, name="mandar"),
    path("acompanhar/<str:protocolo>/cancelar/", acompanhar.cancelar, name="cancelar"),
    path("acompanhar/<str:protocolo>/consentir/", da_manifestacao.consentir, name="consentir"),
    path("acompanhar/<str:protocolo>/avaliar/", da_manifestacao.avaliar, name="avaliar"),
    path("acompanhar/<str:protocolo>/revisar/", da_manifestacao.revisar, name="revisar"),
    path("acompanhar/<str:protocolo>/anexo/<int:pk>/<slug:tamanho>/", da_manifestacao.anexo, name="anexo"),
    path("acompanhar/<str:protocolo>/recorrer/", do_pedido_de_informacao.recorrer, name="recorrer"),
    path("acompanhar/<str:protocolo>/reclamar/", do_pedido_de_informacao.reclamar, name="reclamar_da_falta"),
    path("acompanhar/<str:protocolo>/arquivo/<int:pk>/", do_pedido_de_informacao.arquivo, name="arquivo"),
    path("acompanhar/<str:protocolo>/resolvido/", resolvido.dizer, name="resolvido"),
    path("acompanhar/<str:protocolo>/reabrir/", resolvido.reabrir, name="pedir_reabertura"),
    path("acompanhar/<str:protocolo>/<str:chave>/", acompanhar.entrar_com_chave, name="entrar_com_chave"),
    path("area/", area.area, name="area"),
    path("area/avisos/", avisos.escolher, name="avisos_da_pessoa"),
    path("area/avisos/aparelhos/ligar/", aparelhos.ligar, name="aparelho_ligar"),
    path("area/avisos/aparelhos/renovar/", aparelhos.renovar, name="aparelho_renovar"),
    path("area/avisos/aparelhos/<int:pk>/desligar/", aparelhos.desligar, name="aparelho_desligar"),
    path("area/avisos/aparelhos/<int:pk>/testar/", aparelhos.testar, name="aparelho_testar"),
    path("area/avisos/celular/", celular.pedir, name="celular"),
    path("area/avisos/celular/codigo/", celular.conferir, name="celular_codigo"),
    path("area/avisos/celular/tirar/", celular.tirar, name="celular_tirar"),
    path("area/meus-dados/", meus_dados.inicio, name="meus_dados"),
    path("area/meus-dados/quem-leu/", meus_dados.quem_leu, name="meus_dados_leituras"),
    path("area/meus-dados/corrigir/", meus_dados.corrigir, name="meus_dados_corrigir"),
    path("area/meus-dados/copia/", meus_dados.copia, name="meus_dados_copia"),
    path("area/meus-dados/copia/<uuid:uuid>/", meus_dados.baixar, name="meus_dados_baixar"),
    path("area/meus-dados/apagar/", meus_dados.apagar, name="meus_dados_apagar"),
]
