"""O que se escreve num atendimento, do começo ao fim; os comunicados, os retornos, as contas."""

from atendimento.acoes.atender import (
    acabar_esquecidos,
    anotar,
    comecar,
    esquecer_rascunhos,
    retomar,
    terminar,
)
from atendimento.acoes.chamadas import (
    com_pedido_por_registrar,
    comecar_de_quem_chega,
    contar_chamada,
    continuar_ligacao,
    deixar_a_quem_continua,
    esquecer_chamadas,
)
from atendimento.acoes.chefia import comunicar, por_turno, tirar_comunicado, tirar_turno
from atendimento.acoes.contas_do_dia import contar_os_dias, contar_para_o_guia
from atendimento.acoes.contato import (
    conferir_codigo,
    deixar_contato,
    mandar_codigo,
    mandar_transcricao,
    pedir_o_contato,
    tem_email_provado,
)
from atendimento.acoes.conversar import (
    acabar,
    avaliar,
    bloquear,
    comecar_conversa,
    continuar_conversa,
    esquecer_redes,
    levantar_bloqueio,
    pede_uma_pessoa,
    pedir_alguem,
    responder,
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
from atendimento.acoes.distribuir import (
    deixar_para_depois,
    devolver,
    distribuir,
    passar,
    por_a_disposicao,
    tomar,
    voltar,
)
from atendimento.acoes.dizer import FotosRecusadas, MuitasMensagens, dizer, fotos_conferidas
from atendimento.acoes.formulario import formulario_mandado, mandar_formulario, pediu
from atendimento.acoes.guarda import aplicar_a_guarda, desligar_do_selado, levar_a_denuncia
from atendimento.acoes.pedidos import (
    acompanhar_junto,
    levar_fotos,
    mandar_protocolo,
    registrado,
    registrou,
    trocar_chave,
)
from atendimento.acoes.reconhecer import (
    EstaNoutraConta,
    RecusaDaProva,
    abrir_conversa,
    abrir_ficha,
    esgotadas,
    ler,
    mostrar_achados,
    mostrar_contato,
    provar,
    reconhecer,
    reconhecer_com_documento,
    reconhecer_quem_conversa,
    registrar_busca,
)
from atendimento.acoes.retornos import (
    contar_a_pessoa,
    juntar_retornos,
    levar_cartas,
    mandar_cartas,
    pegar_retorno,
    registrar_ligacao,
)
from atendimento.acoes.sinais import (
    conviver,
    dar_sinal,
    dar_sinal_na_fila,
    fechar_a_conversa,
    fechar_a_mesa,
    ver_ate,
)
from atendimento.acoes.turno import entregar, sair_do_turno
