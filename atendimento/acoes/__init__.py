"""O que se escreve num atendimento, do começo ao fim; os comunicados, os retornos, as contas."""

from atendimento.acoes.apagar_conversa import levar_a_denuncia
from atendimento.acoes.atender import (
    acabar_esquecidos,
    anotar,
    comecar,
    esquecer_rascunhos,
    retomar,
    terminar,
)
from atendimento.acoes.bloquear import bloquear, levantar_bloqueio
from atendimento.acoes.chamadas import contar_chamada, esquecer_chamadas
from atendimento.acoes.comunicados import comunicar, tirar_comunicado
from atendimento.acoes.contar import contar_os_dias, contar_para_o_guia
from atendimento.acoes.contato import (
    conferir_codigo,
    deixar_contato,
    mandar_codigo,
    mandar_transcricao,
    tem_email_provado,
)
from atendimento.acoes.conversar import (
    acabar,
    avaliar,
    comecar_conversa,
    continuar_conversa,
    esquecer_redes,
    pedir_alguem,
    ver_ate,
)
from atendimento.acoes.cuidar import (
    acabar_paradas,
    avisar_paradas,
    chamar_pelas_atrasadas,
    contar_quem_saiu,
    deixar_por_responder,
    devolver_sem_sinal,
)
from atendimento.acoes.da_conversa import RecusaDaConversa
from atendimento.acoes.desligar import desligar_do_selado
from atendimento.acoes.distribuir import (
    dar_sinal,
    dar_sinal_na_fila,
    deixar_para_depois,
    devolver,
    distribuir,
    passar,
    por_a_disposicao,
    tomar,
)
from atendimento.acoes.dizer import FotosRecusadas, MuitasMensagens, dizer, fotos_conferidas
from atendimento.acoes.em_nome import mandar_protocolo, registrado, trocar_chave
from atendimento.acoes.formularios import formulario_mandado, mandar_formulario
from atendimento.acoes.guarda import aplicar_a_guarda
from atendimento.acoes.identificar import abrir_conversa, reconhecer_quem_conversa
from atendimento.acoes.levar_fotos import levar_fotos
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
from atendimento.acoes.responder import pede_uma_pessoa, responder
from atendimento.acoes.retornos import (
    contar_a_pessoa,
    juntar_retornos,
    levar_cartas,
    mandar_cartas,
    pegar_retorno,
    registrar_ligacao,
)
from atendimento.acoes.turnos import por_turno, tirar_turno
