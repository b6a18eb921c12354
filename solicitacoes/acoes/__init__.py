"""Toda escrita que um munícipe ou um servidor nomearia. Um verbo, uma função."""

from solicitacoes.acoes.abrir import NovaSolicitacao, Tabelas, abrir, gravar, montar
from solicitacoes.acoes.agrupar import (
    agir_no_grupo,
    agrupar,
    corrigir_no_grupo,
    desagrupar,
    do_grupo,
    juntar_ao,
)
from solicitacoes.acoes.apoios import (
    apoiar,
    apoiar_sem_conta,
    contar_a_quem_apoia,
    deixar_de_apoiar,
    deixar_sem_conta,
)
from solicitacoes.acoes.chamar_pelo_prazo import chamar_pelo_prazo
from solicitacoes.acoes.complemento import (
    acrescentar,
    encerrar_complemento,
    lembrar_complemento,
    marcar_lido,
    pedir_complemento,
    responder_complemento,
)
from solicitacoes.acoes.coordenar import decidir
from solicitacoes.acoes.corrigir import corrigir_endereco, reclassificar
from solicitacoes.acoes.desfazer import desfazer
from solicitacoes.acoes.encerrar import cancelar, finalizar, indeferir
from solicitacoes.acoes.filtros import (
    apagar_filtro,
    guardar_filtro,
    partilhar_filtro,
    recolher_filtro,
    renomear_filtro,
)
from solicitacoes.acoes.lista_do_dia import dar_da_lista, por_na_lista, tirar_da_lista, voltar_sem_fazer
from solicitacoes.acoes.lote import avancar_lote, comecar_lote
from solicitacoes.acoes.modelos_de_resposta import (
    ModeloInvalido,
    copiar_modelo,
    escrever_modelo,
    usar_modelo,
)
from solicitacoes.acoes.mudar_destino import mudar_levando
from solicitacoes.acoes.organizar import agendar, anotar, atribuir, prorrogar, reabrir
from solicitacoes.acoes.prazo import avisar_vencimento, recalcular_prazo
from solicitacoes.acoes.primeira_unidade import medir_saidas
from solicitacoes.acoes.prova import corrigir_prova
from solicitacoes.acoes.resolvido import (
    cobrar_a_decisao,
    contar_resolvidos,
    dizer_se_resolveu,
    pedir_reabertura,
    recusar_reabertura,
)
from solicitacoes.acoes.tempos import medir_tempos
from solicitacoes.acoes.trabalhar import assumir, devolver, iniciar, transferir
from solicitacoes.acoes.turmas import (
    TurmaInvalida,
    arquivar_turma,
    desarquivar_turma,
    guardar_turma,
    mandar_a_turma,
)
from solicitacoes.acoes.unidade_que_mudou import mover_de_unidade, reorganizar
