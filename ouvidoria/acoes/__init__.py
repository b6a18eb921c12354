"""Toda escrita que uma pessoa, a Ouvidoria, um órgão ou quem apura nomearia. Um verbo, uma função."""

from ouvidoria.acoes.abrir import NovaManifestacao, abrir, anexar
from ouvidoria.acoes.analisar import anotar, assumir, juntar, reclassificar, separar
from ouvidoria.acoes.complemento import (
    encerrar_complemento,
    lembrar_complemento,
    mandar,
    pedir_complemento,
    pergunta_em_aberto,
)
from ouvidoria.acoes.denuncia import (
    admitir,
    concluir_denuncia,
    enviar_a_apuracao,
    informar_apuracao,
    ler_identidade,
    nao_admitir,
    pedir_consentimento,
    responder_consentimento,
)
from ouvidoria.acoes.encaminhar import (
    Envio,
    devolver_ao_orgao,
    encaminhar,
    prorrogar_do_orgao,
    recolher,
    responder_como_orgao,
)
from ouvidoria.acoes.encerrar import (
    ESCOLHIVEIS,
    avaliar,
    cancelar,
    concluir,
    pedir_revisao,
    pode_pedir_revisao,
    prorrogar,
)
from ouvidoria.acoes.prazo import avisar_vencimento, recalcular_prazo
from ouvidoria.acoes.redirecionar import (
    identificacao_de,
    ligar_e_encerrar,
    redirecionar_ao_esic,
    redirecionar_ao_servico,
    redirecionar_para_fora,
)

__all__ = [
    "ESCOLHIVEIS",
    "Envio",
    "NovaManifestacao",
    "abrir",
    "admitir",
    "anexar",
    "anotar",
    "assumir",
    "avaliar",
    "avisar_vencimento",
    "cancelar",
    "concluir",
    "concluir_denuncia",
    "devolver_ao_orgao",
    "encaminhar",
    "encerrar_complemento",
    "enviar_a_apuracao",
    "identificacao_de",
    "informar_apuracao",
    "juntar",
    "lembrar_complemento",
    "ler_identidade",
    "ligar_e_encerrar",
    "mandar",
    "nao_admitir",
    "pedir_complemento",
    "pedir_consentimento",
    "pedir_revisao",
    "pergunta_em_aberto",
    "pode_pedir_revisao",
    "prorrogar",
    "prorrogar_do_orgao",
    "recalcular_prazo",
    "reclassificar",
    "recolher",
    "redirecionar_ao_esic",
    "redirecionar_ao_servico",
    "redirecionar_para_fora",
    "responder_como_orgao",
    "responder_consentimento",
    "separar",
]
