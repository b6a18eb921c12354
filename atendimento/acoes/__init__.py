"""O que se escreve num atendimento, do começo ao fim; os comunicados, os retornos, as contas."""

from atendimento.acoes.atender import (
    acabar_esquecidos,
    anotar,
    comecar,
    esquecer_rascunhos,
    retomar,
    terminar,
)
from atendimento.acoes.chamadas import contar_chamada, esquecer_chamadas
from atendimento.acoes.comunicados import comunicar, tirar_comunicado
from atendimento.acoes.contar import contar_os_dias, contar_para_o_guia
from atendimento.acoes.desligar import desligar_do_selado
from atendimento.acoes.em_nome import registrado, trocar_chave
from atendimento.acoes.guarda import aplicar_a_guarda
from atendimento.acoes.provar import RecusaDaProva, provar
from atendimento.acoes.reconhecer import (
    abrir_ficha,
    esgotadas,
    ler,
    mostrar_achados,
    mostrar_contato,
    reconhecer,
    registrar_busca,
)
from atendimento.acoes.registrar import acompanhar_junto, registrou
from atendimento.acoes.retornos import (
    juntar_retornos,
    levar_cartas,
    mandar_cartas,
    pegar_retorno,
    registrar_ligacao,
)
from atendimento.acoes.turnos import por_turno, tirar_turno
