"""Toda escrita que quem pede, o SIC, uma autoridade, a Ouvidoria ou a CMAI nomearia."""

from esic.acoes.abrir import FaltaIdentificacao, NovoPedido, abrir, anexar
from esic.acoes.enviar import contar_perfil, enviar
from esic.acoes.lembrar import contar_a_quem_chegou, lembrar
from esic.acoes.prazo import avisar_vencimento, recalcular_prazo, subir_de_oficio
from esic.acoes.recorrer import (
    QuemRespondeuNaoJulga,
    decidir,
    decidir_reclamacao,
    desistir,
    encerrar,
    pode_reclamar,
    pode_recorrer,
    reclamar,
    recorrer,
)
from esic.acoes.responder import (
    NegativaSemFundamento,
    Resposta,
    a_cumprir,
    aplicar_prorrogacao,
    cumprir,
    por_que_nao_prorroga,
    prorrogar,
    proxima_instancia,
    reencaminhar,
    responder,
)

__all__ = [
    "FaltaIdentificacao",
    "NegativaSemFundamento",
    "NovoPedido",
    "QuemRespondeuNaoJulga",
    "Resposta",
    "a_cumprir",
    "abrir",
    "anexar",
    "aplicar_prorrogacao",
    "avisar_vencimento",
    "contar_a_quem_chegou",
    "contar_perfil",
    "cumprir",
    "decidir",
    "decidir_reclamacao",
    "desistir",
    "encerrar",
    "enviar",
    "lembrar",
    "pode_reclamar",
    "pode_recorrer",
    "por_que_nao_prorroga",
    "prorrogar",
    "proxima_instancia",
    "recalcular_prazo",
    "reclamar",
    "recorrer",
    "reencaminhar",
    "responder",
    "subir_de_oficio",
]
