"""Toda escrita que quem pede, o SIC, uma autoridade, a Ouvidoria ou a CMAI nomearia."""

from esic.acoes.abrir import FaltaIdentificacao, NovoPedido, abrir
from esic.acoes.julgamento import (
    IMPEDIDO,
    JA_PERGUNTOU,
    SEM_RECURSO,
    QuemRespondeuNaoJulga,
    esclarecer,
    impedido,
    pedir_esclarecimento,
    pergunta_em_aberto,
    por_que_nao_decide,
    por_que_nao_julga,
    recurso_em_aberto,
)
from esic.acoes.pautar import fora_de_pauta, proxima_reuniao
from esic.acoes.prazo import avisar_vencimento, recalcular_prazo, subir_de_oficio
from esic.acoes.recorrer import (
    decidir,
    decidir_reclamacao,
    desistir,
    efeito,
    encerrar,
    pode_reclamar,
    pode_recorrer,
    reclamar,
    recorrer,
)
from esic.acoes.reunioes import (
    DiaOcupado,
    adiar,
    alterar,
    cancelar,
    marcar,
    por_os_que_esperam,
    publicar_ata,
    realizar,
)
from esic.acoes.sic import (
    PRORROGACAO,
    NegativaSemFundamento,
    Resposta,
    a_cumprir,
    anotar,
    cumprir,
    dar_a,
    por_que_nao_prorroga,
    prorrogar,
    proxima_instancia,
    reencaminhar,
    responder,
)
