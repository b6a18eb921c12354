"""Endereços do projeto: cada aplicativo cuida dos seus."""

from django.contrib import admin
from django.urls import include, path

from sp156.demonstracao.pagina import pessoas
from sp156.metricas.views import metricas
from sp156.saude import views
from sp156.web import relatos_csp

handler500 = "sp156.web.falhas.falha"

urlpatterns = [
    path("saude/", views.saude, name="saude"),
    path("saude/detalhes/", views.detalhes, name="saude_detalhes"),
    path("saude/consultas/", views.consultas, name="saude_consultas"),
    path("metricas/", metricas, name="metricas"),
    path("csp/", relatos_csp.receber, name="relatos_csp"),
    path("admin/", admin.site.urls),
    path("conta/", include("entrada.urls")),
    path("servicos/", include("guia.urls.publico")),
    path("escrever/", include("guia.urls.escrever")),
    path("solicitar/", include("solicitacoes.urls.publico")),
    path("central/", include("atendimento.urls.central")),
    path("conversa/", include("atendimento.urls.conversa")),
    path("caixa/", include("solicitacoes.urls.caixa")),
    path("painel/", include("solicitacoes.urls.painel")),
    path("rotas/", include("solicitacoes.urls.rotas")),
    path("ouvidoria/", include("ouvidoria.urls.publico")),
    path("mesa/", include("ouvidoria.urls.mesa")),
    path("orgao/", include("ouvidoria.urls.orgao")),
    path("sic/", include("esic.urls.sic")),
    path("recursos/", include("esic.urls.recursos")),
    path("cmai/", include("esic.urls.comissao")),
    path("publicacao/", include("esic.urls.publicacao")),
    path("e-sic/", include("esic.urls.publico")),
    path("transparencia/dados/", include("transparencia.urls.dados_abertos")),
    path("transparencia/decisoes-automaticas/", include("transparencia.urls.decisoes")),
    path("transparencia/bairro/", include("transparencia.urls.bairro")),
    path("transparencia/", include("transparencia.urls.avaliacao")),
    path("open311/", include("transparencia.urls.open311")),
    path("transparencia/", include("transparencia.urls.paineis")),
    path("aplicativo/", include("portal.aplicativo.urls")),
    path("", include("roteamento.urls")),
    path("demonstracao/", pessoas, name="demonstracao"),
    path("demonstracao/", include("avisos.demonstracao.urls")),
    path("", include("avisos.urls")),
    path("", include("portal.urls")),
]
