"""Toda escrita que uma pessoa, a Ouvidoria, um órgão ou quem apura nomearia. Um verbo, uma função."""

from ouvidoria.acoes.abrir import NovaManifestacao, abrir
from ouvidoria.acoes.analisar import (
    anotar,
    assumir,
    juntar,
    por_que_nao_se_junta,
    reclassificar,
    separar,
)
from ouvidoria.acoes.complemento import (
    encerrar_complemento,
    lembrar_complemento,
    mandar,
    pedir_complemento,
)
from ouvidoria.acoes.copias import confirmar_copia, deixar_de_fora, substituir_copia
from ouvidoria.acoes.denuncia import (
    admitir,
    complementar_apuracao,
    concluir_denuncia,
    enviar_a_apuracao,
    informar_apuracao,
    ler_identidade,
    nao_admitir,
    pedir_consentimento,
    responder_consentimento,
)
from ouvidoria.acoes.encaminhamento import (
    Envio,
    devolver_ao_orgao,
    encaminhar,
    prorrogar_do_orgao,
    recolher,
    responder_como_orgao,
)
from ouvidoria.acoes.encerrar import (
    ESCOLHIVEIS,
    PRORROGACAO,
    avaliar,
    cancelar,
    concluir,
    pedir_revisao,
    por_que_nao_prorroga,
    prorrogar,
    revisao_ate,
    revisoes_ate,
)
from ouvidoria.acoes.prazo import avisar_vencimento, recalcular_prazo
from ouvidoria.acoes.redirecionar import (
    ligar_e_encerrar,
    redirecionar_ao_esic,
    redirecionar_ao_servico,
    redirecionar_para_fora,
)
from ouvidoria.acoes.relatar import escrever_relatorio, publicar_relatorio, recolher_relatorio, versao_de
from ouvidoria.acoes.tirar_nomes import acrescentar, decidir
