"""Os endereços de `/central/`, a mesa de quem atende na Central e nas Praças."""

from django.urls import path

from atendimento.chamadas.views import telefonia
from atendimento.conversa_atendente.views import atos, conversa, conversas, entregar
from atendimento.mesa.views import atender
from atendimento.mesa.views import mandar as mandar_o_pedido
from atendimento.pessoa.views import achar, caso, contestar, registrar
from atendimento.pracas.views import comprovante, comunicados, mandar, turnos
from atendimento.retornos.views import retornos
from atendimento.supervisao.views import bloqueios, respostas, supervisao
from atendimento.supervisao.views import conversas as supervisao_das_conversas

app_name = "central"
CASO = "<uuid:codigo>/caso/<str:protocolo>/"

urlpatterns = [
    path("", atender.inicio, name="inicio"),
    path("onde/", atender.onde, name="onde"),
    path("comecar/", atender.comecar, name="comecar"),
    path("<uuid:codigo>/", atender.atendimento, name="atendimento"),
    path("<uuid:codigo>/servico/", atender.consultar, name="consultar"),
    path("<uuid:codigo>/junto/", atender.junto, name="junto"),
    path("<uuid:codigo>/foto/<int:pk>/", atender.foto, name="foto"),
    path("<uuid:codigo>/mandar/", mandar_o_pedido.mandar, name="mandar_formulario"),
    path("<uuid:codigo>/retomar/", atender.retomar, name="retomar"),
    path("<uuid:codigo>/continuar/", atender.continuar, name="continuar"),
    path("<uuid:codigo>/terminar/", atender.terminar, name="terminar"),
    # a central telefônica
    path("chamadas/<str:segredo>/", telefonia.receber, name="chamadas"),
    # as conversas do portal
    path("conversas/", conversas.inicio, name="conversas"),
    path("conversas/entregar/", entregar.entregar, name="conversas_entregar"),
    path("conversas/receber/", conversas.disponibilidade, name="conversas_receber"),
    path("conversas/novidades/", conversas.novidades, name="conversas_novidades"),
    path("conversas/sinal/", conversas.sinal, name="conversas_sinal"),
    path("conversas/<uuid:codigo>/", conversa.conversa, name="conversa"),
    path("conversas/<uuid:codigo>/foto/<int:pk>/<str:tamanho>/", conversa.foto, name="conversa_foto"),
    path("conversas/<uuid:codigo>/servico/", conversa.servico, name="conversa_servico"),
    path("conversas/<uuid:codigo>/tomar/", atos.tomar, name="conversa_tomar"),
    path("conversas/<uuid:codigo>/passar/", atos.passar, name="conversa_passar"),
    path("conversas/<uuid:codigo>/depois/", atos.depois, name="conversa_depois"),
    path("conversas/<uuid:codigo>/denuncia/", atos.denuncia, name="conversa_denuncia"),
    path("conversas/<uuid:codigo>/bloquear/", atos.bloquear, name="conversa_bloquear"),
    path("conversas/<uuid:codigo>/codigo/mandar/", atos.mandar_codigo, name="conversa_mandar_codigo"),
    path("conversas/<uuid:codigo>/casos/", atos.casos, name="conversa_casos"),
    # as Praças
    path("comunicados/", comunicados.comunicados, name="pracas_comunicados"),
    path("comunicados/<int:comunicado>/tirar/", comunicados.tirar, name="pracas_tirar_comunicado"),
    path("turnos/", turnos.unidades, name="pracas_turnos"),
    path("turnos/<str:sigla>/", turnos.turnos, name="pracas_turnos_de"),
    path("turnos/<str:sigla>/<int:turno>/tirar/", turnos.tirar, name="pracas_tirar_turno"),
    path("<uuid:codigo>/protocolo/<str:protocolo>/", mandar.mandar, name="pracas_mandar"),
    path("<uuid:codigo>/comprovante/<str:protocolo>/", comprovante.comprovante, name="pracas_comprovante"),
    # a supervisão
    path("supervisao/", supervisao.inicio, name="supervisao"),
    path("supervisao/numeros.csv", supervisao.numeros_csv, name="supervisao_numeros"),
    path("supervisao/atendimentos/", supervisao.lista, name="supervisao_lista"),
    path("supervisao/atendimentos.csv", supervisao.lista_csv, name="supervisao_lista_csv"),
    path("supervisao/<uuid:codigo>/", supervisao.atendimento, name="supervisao_atendimento"),
    path("supervisao/conversas/", supervisao_das_conversas.inicio, name="supervisao_conversas"),
    path(
        "supervisao/conversas.csv", supervisao_das_conversas.numeros_csv, name="supervisao_conversas_numeros"
    ),
    path("supervisao/conversas/agora/", supervisao_das_conversas.agora, name="supervisao_conversas_agora"),
    path(
        "supervisao/conversas/agora.csv",
        supervisao_das_conversas.agora_csv,
        name="supervisao_conversas_agora_csv",
    ),
    path("supervisao/conversas/lista/", supervisao_das_conversas.lista, name="supervisao_conversas_lista"),
    path(
        "supervisao/conversas/<uuid:codigo>/", supervisao_das_conversas.conversa, name="supervisao_conversa"
    ),
    path(
        "supervisao/conversas/<uuid:codigo>/abrir/",
        supervisao_das_conversas.abrir,
        name="supervisao_conversa_abrir",
    ),
    path(
        "supervisao/conversas/<uuid:codigo>/passar/",
        supervisao_das_conversas.passar,
        name="supervisao_conversa_passar",
    ),
    path(
        "supervisao/conversas/<uuid:codigo>/denuncia/",
        supervisao_das_conversas.denuncia,
        name="supervisao_conversa_denuncia",
    ),
    path(
        "supervisao/conversas/<uuid:codigo>/bloquear/",
        bloqueios.bloquear,
        name="supervisao_conversa_bloquear",
    ),
    path("supervisao/bloqueios/", bloqueios.lista, name="supervisao_bloqueios"),
    path("supervisao/bloqueios/<int:pk>/levantar/", bloqueios.levantar, name="supervisao_levantar"),
    path("supervisao/respostas/", respostas.lista, name="supervisao_respostas"),
    path("supervisao/respostas/nova/", respostas.nova, name="supervisao_resposta_nova"),
    path("supervisao/respostas/<int:pk>/", respostas.resposta, name="supervisao_resposta"),
    # as ligações de retorno
    path("retornos/", retornos.lista, name="retornos"),
    path("retornos/da-vez/", retornos.pegar, name="retorno_da_vez"),
    path("retornos/<int:pk>/pegar/", retornos.pegar, name="retorno_pegar"),
    path("retornos/cartas/", retornos.cartas, name="cartas"),
    path("retornos/cartas/planilha/", retornos.planilha, name="cartas_planilha"),
    path("retornos/cartas/no-correio/", retornos.no_correio, name="cartas_no_correio"),
    path("<uuid:codigo>/retorno/", retornos.ligacao, name="retorno"),
    # a pessoa: achar, reconhecer, ler e agir em nome dela
    path("<uuid:codigo>/procurar/", achar.procurar, name="pessoa_procurar"),
    path("<uuid:codigo>/reconhecer/<str:escolha>/", achar.reconhecer, name="pessoa_reconhecer"),
    path("<uuid:codigo>/documento/", achar.documento, name="pessoa_documento"),
    path("<uuid:codigo>/ficha/", achar.ficha, name="pessoa_ficha"),
    path("<uuid:codigo>/ouvidoria/", registrar.ouvidoria, name="pessoa_ouvidoria"),
    path("<uuid:codigo>/e-sic/", registrar.esic, name="pessoa_esic"),
    path(CASO, caso.caso, name="pessoa_caso"),
    path(f"{CASO}ler/", caso.ler, name="pessoa_ler"),
    path(f"{CASO}contei/", caso.contei, name="pessoa_contei"),
    path(f"{CASO}mandar/", caso.mandar, name="pessoa_mandar"),
    path(f"{CASO}cancelar/", caso.cancelar, name="pessoa_cancelar"),
    path(f"{CASO}reabrir/", caso.reabrir, name="pessoa_reabrir"),
    *(
        path(f"{CASO}{pagina}/", contestar.contestar, {"ato": ato}, f"pessoa_{pagina}")
        for pagina, ato in contestar.PAGINAS.items()
    ),
    path(f"{CASO}foto/<int:pk>/<str:tamanho>/", caso.foto, name="pessoa_foto"),
    path(f"{CASO}chave/", caso.chave, name="pessoa_chave"),
    path(f"{CASO}reclamar/", registrar.ouvidoria, name="pessoa_reclamar"),
]
