"""Toda escrita que um munícipe ou um servidor nomearia. Um verbo, uma função."""

from solicitacoes.acoes.abrir import NovaSolicitacao, Tabelas, abrir, gravar, montar
from solicitacoes.acoes.agrupar import agir_no_grupo, agrupar, desagrupar
from solicitacoes.acoes.chamados import chamar_pelo_prazo
from solicitacoes.acoes.complemento import (
    acrescentar,
    dizer_complemento,
    encerrar_complemento,
    lembrar_complemento,
    pedir_complemento,
    pergunta_em_aberto,
    responder_complemento,
)
from solicitacoes.acoes.coordenar import decidir
from solicitacoes.acoes.corrigir import corrigir_endereco, reclassificar
from solicitacoes.acoes.encerrar import cancelar, finalizar, indeferir
from solicitacoes.acoes.enviar import receber_fotos
from solicitacoes.acoes.levar import mudar_levando
from solicitacoes.acoes.lote import em_lote
from solicitacoes.acoes.modelos import ModeloInvalido, copiar_modelo, escrever_modelo, usar_modelo
from solicitacoes.acoes.mover import mover_de_unidade, reorganizar
from solicitacoes.acoes.organizar import agendar, anotar, atribuir, prorrogar, reabrir
from solicitacoes.acoes.prazo import avisar_vencimento, recalcular_prazo
from solicitacoes.acoes.saidas import medir_saidas
from solicitacoes.acoes.trabalhar import assumir, devolver, iniciar, transferir

__all__ = [
    "ModeloInvalido",
    "NovaSolicitacao",
    "Tabelas",
    "abrir",
    "acrescentar",
    "agendar",
    "agir_no_grupo",
    "agrupar",
    "anotar",
    "assumir",
    "atribuir",
    "avisar_vencimento",
    "cancelar",
    "chamar_pelo_prazo",
    "copiar_modelo",
    "corrigir_endereco",
    "decidir",
    "desagrupar",
    "devolver",
    "dizer_complemento",
    "em_lote",
    "encerrar_complemento",
    "escrever_modelo",
    "finalizar",
    "gravar",
    "indeferir",
    "iniciar",
    "lembrar_complemento",
    "medir_saidas",
    "montar",
    "mover_de_unidade",
    "mudar_levando",
    "pedir_complemento",
    "pergunta_em_aberto",
    "prorrogar",
    "reabrir",
    "recalcular_prazo",
    "receber_fotos",
    "reclassificar",
    "reorganizar",
    "responder_complemento",
    "transferir",
    "usar_modelo",
]
