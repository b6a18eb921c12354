"""A matriz de acesso: para cada endereço, o que cada papel recebe. Endereço sem linha aqui falha o teste."""

from __future__ import annotations

from tests.projeto.acesso_da_central import DA_CENTRAL, DE_QUEM_ATENDE
from tests.projeto.acesso_da_transparencia import DA_TRANSPARENCIA
from tests.projeto.papeis_de_acesso import (
    DA_OUVIDORIA,
    DA_PARTE,
    DO_ORGAO,
    FECHADA,
    PAPEIS,
    PUBLICA,
    SEM_CONTA,
    SO_QUEM_ENTROU,
    Linha,
    R,
    com,
)

SEM_SEGUNDO_FATOR = com(R.SUMIU, (R.ENTRAR, SEM_CONTA))
"""Ninguém na matriz o ativou."""
DO_RASCUNHO = DA_PARTE
MANDAR_NO_RASCUNHO = Linha(DA_PARTE.padrao, "POST", DA_PARTE.excecoes)
DA_EQUIPE = com(R.NEGADO, (R.PODE, ("servidor", "chefia")), (R.ENTRAR, SEM_CONTA))
SO_DE_QUEM_GUARDOU = com(R.NEGADO, (R.PODE, ("servidor",)), (R.SUMIU, ("chefia",)), (R.ENTRAR, SEM_CONTA))
DA_CIDADE = com(R.NEGADO, (R.PODE, ("coordenacao", "administracao")), (R.ENTRAR, SEM_CONTA))
DE_CIMA = com(R.NEGADO, (R.PODE, ("coordenacao", "administracao", "autoridade")), (R.ENTRAR, SEM_CONTA))
"""A autoridade máxima é a do órgão da unidade e do gabinete da subprefeitura dela."""
DO_PAINEL = com(
    R.NEGADO, (R.PODE, ("chefia", "coordenacao", "administracao", "autoridade")), (R.ENTRAR, SEM_CONTA)
)
ATO_DA_EQUIPE = com(R.NEGADO, (R.PODE, ("servidor", "chefia")), (R.ENTRAR, SEM_CONTA), metodo="POST")
DO_PROPRIO_ENVIO = com(R.NEGADO, (R.SUMIU, ("servidor", "chefia")), (R.ENTRAR, SEM_CONTA))
"""De um envio alheio a equipe recebe 404: só quem o fez o vê (test_lote e test_provas)."""
DA_CHEFIA = com(R.NEGADO, (R.PODE, ("chefia",)), (R.ENTRAR, SEM_CONTA))
ATO_DA_CHEFIA = com(R.NEGADO, (R.PODE, ("chefia",)), (R.ENTRAR, SEM_CONTA), metodo="POST")
DO_ANEXO = com(R.NEGADO, (R.PODE, ("dono", "servidor", "chefia")))
DA_COORDENACAO = com(R.NEGADO, (R.PODE, ("coordenacao",)), (R.ENTRAR, SEM_CONTA))
DO_ANEXO_DA_MANIFESTACAO = com(R.NEGADO, (R.PODE, ("dono", "ouvidoria", "ouvidoria_com_selo")))
ATO_DA_OUVIDORIA = Linha(DA_OUVIDORIA.padrao, "POST", DA_OUVIDORIA.excecoes)
SO_A_OUVIDORIA_ATE_PUBLICAR = com(R.SUMIU, (R.PODE, ("ouvidoria", "ouvidoria_com_selo")))
"""O ano da matriz está por publicar; o publicado é de todos (test_relatorio_paginas)."""
ATO_DO_ORGAO = Linha(DO_ORGAO.padrao, "POST", DO_ORGAO.excecoes)
DO_BALCAO = com(
    R.NEGADO,
    (R.PODE, ("atendente", "atendente_que_digitou", "ouvidoria", "ouvidoria_com_selo")),
    (R.ENTRAR, SEM_CONTA),
)
DE_QUEM_RESPONDE = com(
    R.NEGADO, (R.PODE, ("interlocutor", "interlocutor_de_fora", "corregedoria")), (R.ENTRAR, SEM_CONTA)
)
DO_SIC = com(R.NEGADO, (R.PODE, ("sic", "ouvidoria", "ouvidoria_com_selo")), (R.ENTRAR, SEM_CONTA))
ATO_DO_SIC = Linha(DO_SIC.padrao, "POST", DO_SIC.excecoes)
DE_TODO_SIC = com(
    R.NEGADO, (R.PODE, ("sic", "sic_de_fora", "ouvidoria", "ouvidoria_com_selo")), (R.ENTRAR, SEM_CONTA)
)
DE_QUEM_JULGA = com(
    R.NEGADO, (R.PODE, ("autoridade", "cmai", "ouvidoria", "ouvidoria_com_selo")), (R.ENTRAR, SEM_CONTA)
)
DO_RECURSO = com(R.NEGADO, (R.PODE, ("autoridade", "ouvidoria", "ouvidoria_com_selo")), (R.ENTRAR, SEM_CONTA))
"""O recurso da matriz está na 1ª instância: a Comissão ainda não o vê."""
ATO_DO_RECURSO = Linha(DO_RECURSO.padrao, "POST", DO_RECURSO.excecoes)
DA_COMISSAO = com(R.NEGADO, (R.PODE, ("cmai",)), (R.ENTRAR, SEM_CONTA))
ATO_DA_COMISSAO = Linha(DA_COMISSAO.padrao, "POST", DA_COMISSAO.excecoes)

DE_QUEM_ESCREVE = com(R.NEGADO, (R.PODE, ("focal", "administracao")), (R.ENTRAR, SEM_CONTA))
ATO_DE_QUEM_ESCREVE = Linha(DE_QUEM_ESCREVE.padrao, "POST", DE_QUEM_ESCREVE.excecoes)
DAS_ROTAS = com(R.NEGADO, (R.PODE, ("administracao",)), (R.ENTRAR, SEM_CONTA))

MATRIZ: dict[str, Linha] = {
    "saude": PUBLICA,
    "saude_consultas": DAS_ROTAS,
    "saude_detalhes": DAS_ROTAS,
    "metricas": FECHADA,
    "relatos_csp": Linha(R.PODE, "POST"),
    "demonstracao": PUBLICA,
    "avisos:demonstracao": PUBLICA,
    "avisos:mensagem": FECHADA,
    "recibos:sms": FECHADA,
    "recibos:whatsapp": FECHADA,
    "recibos:correio": FECHADA,
    # conta
    "conta": SO_QUEM_ENTROU,
    "account_login": PUBLICA,
    "account_signup": PUBLICA,
    "conta_nome": PUBLICA,
    "conta_email": SO_QUEM_ENTROU,
    "conta_email_codigo": SO_QUEM_ENTROU,
    "conta_recusar_troca": PUBLICA,
    **dict.fromkeys(["govbr_volta", "govbr_saiu"], FECHADA),
    "govbr_login": Linha(R.SUMIU, "POST"),
    "account_request_login_code": PUBLICA,
    "account_confirm_login_code": PUBLICA,
    "account_request_reauthentication_code": SO_QUEM_ENTROU,
    "account_confirm_reauthentication_code": SO_QUEM_ENTROU,
    "account_set_password": SO_QUEM_ENTROU,
    "account_logout": PUBLICA,
    "account_inactive": PUBLICA,
    "account_reset_password": PUBLICA,
    "account_reset_password_done": PUBLICA,
    "account_reset_password_from_key": PUBLICA,
    "account_reset_password_from_key_done": PUBLICA,
    "account_reauthenticate": SO_QUEM_ENTROU,
    "account_change_password": SO_QUEM_ENTROU,
    "mfa_index": SO_QUEM_ENTROU,
    "mfa_authenticate": SO_QUEM_ENTROU,
    "mfa_reauthenticate": SO_QUEM_ENTROU,
    "mfa_activate_totp": SO_QUEM_ENTROU,
    "mfa_deactivate_totp": SEM_SEGUNDO_FATOR,
    "mfa_view_recovery_codes": SEM_SEGUNDO_FATOR,
    "mfa_generate_recovery_codes": SO_QUEM_ENTROU,
    "mfa_download_recovery_codes": SEM_SEGUNDO_FATOR,
    "usersessions_list": SO_QUEM_ENTROU,
    "sessao": SO_QUEM_ENTROU,
    "segundo_fator_exigido": SO_QUEM_ENTROU,
    "mfa_list_webauthn": SO_QUEM_ENTROU,
    "mfa_add_webauthn": SO_QUEM_ENTROU,
    "mfa_edit_webauthn": SO_QUEM_ENTROU,
    "mfa_remove_webauthn": SO_QUEM_ENTROU,
    "mfa_reauthenticate_webauthn": SO_QUEM_ENTROU,
    "mfa_login_webauthn": SO_QUEM_ENTROU,
    # portal
    "portal:inicio": PUBLICA,
    "portal:atendimento": PUBLICA,
    "portal:ouvidoria": PUBLICA,
    "portal:quando_procurar": PUBLICA,
    "portal:esic": PUBLICA,
    "portal:como_pedir": PUBLICA,
    "portal:chat": PUBLICA,
    "portal:telefone": PUBLICA,
    "portal:perto": PUBLICA,
    # o aplicativo
    "portal:trabalhador": PUBLICA,
    "portal:manifesto": PUBLICA,
    "aplicativo:instalar": PUBLICA,
    "aplicativo:inicio": PUBLICA,
    "aplicativo:compartilhar": PUBLICA,
    "aplicativo:sem_rede": PUBLICA,
    "aplicativo:para_enviar": PUBLICA,
    "aplicativo:sair": SO_QUEM_ENTROU,
    "aplicativo:ficha": PUBLICA,
    "aplicativo:pedido": DO_RASCUNHO,
    "aplicativo:foto": MANDAR_NO_RASCUNHO,
    "aplicativo:enviar": MANDAR_NO_RASCUNHO,
    **dict.fromkeys([f"aplicativo:{p}" for p in ("pedir", "servicos", "servico", "sem_internet")], PUBLICA),
    **dict.fromkeys([f"aplicativo:{p}" for p in ("guardar", "areas", "ruas")], PUBLICA),
    # a conversa do portal
    "conversa:inicio": PUBLICA,
    **dict.fromkeys(
        [
            f"conversa:{p}"
            for p in (
                "conversa",
                "novidades",
                "pessoa",
                "contato",
                "codigo",
                "acabar",
                "copia",
                "foto",
                "mandar_copia",
                "formulario",
            )
        ],
        DA_PARTE,
    ),
    **dict.fromkeys(
        ["conversa:sinal", "conversa:avaliar", "conversa:continuar", "conversa:denuncia"],
        Linha(DA_PARTE.padrao, "POST", DA_PARTE.excecoes),
    ),
    "portal:pracas": PUBLICA,
    "portal:acessibilidade": PUBLICA,
    "portal:privacidade": PUBLICA,
    "portal:aparelho": PUBLICA,
    "portal:mapa": PUBLICA,
    "portal:acompanhar": PUBLICA,
    "portal:caso": PUBLICA,
    "portal:abrir": Linha(R.PODE, "POST"),
    "portal:lembrar": Linha(R.PODE, "POST"),
    "portal:lembrado": Linha(R.PODE, "POST"),
    "portal:esquecer": Linha(R.PODE, "POST"),
    **dict.fromkeys(
        ["portal:guardar", "portal:tirar_da_conta"],
        com(R.NEGADO, (R.ENTRAR, SEM_CONTA), metodo="POST"),
    ),
    "portal:entrar_com_chave": PUBLICA,
    "portal:mandar": DA_PARTE,
    "portal:cancelar": DA_PARTE,
    "portal:resolvido": DA_PARTE,
    "portal:pedir_reabertura": DA_PARTE,
    "portal:recuperar": PUBLICA,
    "portal:perdi_a_chave": PUBLICA,
    "portal:usar_o_link": PUBLICA,
    "portal:consentir": DA_PARTE,
    "portal:avaliar": DA_PARTE,
    "portal:revisar": DA_PARTE,
    "portal:recorrer": DA_PARTE,
    "portal:reclamar_da_falta": DA_PARTE,
    "portal:arquivo": DA_PARTE,
    "portal:anexo": DO_ANEXO_DA_MANIFESTACAO,
    "portal:avisos_da_pessoa": SO_QUEM_ENTROU,
    **dict.fromkeys(
        [f"portal:aparelho_{ato}" for ato in ("ligar", "desligar", "testar")],
        com(R.SUMIU, (R.ENTRAR, SEM_CONTA), metodo="POST"),
    ),  # a cidade da matriz não manda avisos aos aparelhos: tests/portal/test_aparelhos
    "portal:aparelho_renovar": Linha(R.SUMIU, "POST"),
    "portal:celular": com(R.SUMIU, (R.ENTRAR, SEM_CONTA)),
    "portal:celular_codigo": SO_QUEM_ENTROU,
    "portal:celular_tirar": com(R.PODE, (R.ENTRAR, SEM_CONTA), metodo="POST"),
    "portal:area": SO_QUEM_ENTROU,
    "portal:meus_dados": SO_QUEM_ENTROU,
    "portal:meus_dados_leituras": SO_QUEM_ENTROU,
    "portal:meus_dados_corrigir": SO_QUEM_ENTROU,
    "portal:meus_dados_copia": SO_QUEM_ENTROU,
    "portal:meus_dados_baixar": SO_QUEM_ENTROU,
    "portal:meus_dados_apagar": SO_QUEM_ENTROU,
    # guia
    "guia:servicos": PUBLICA,
    "guia:tema": PUBLICA,
    "guia:servico": PUBLICA,
    "guia:opinar": PUBLICA,
    "guia:sem_prazo": PUBLICA,
    "guia:dados_json": PUBLICA,
    "guia:dados_csv": PUBLICA,
    # quem escreve o Guia
    **dict.fromkeys(["escrever:inicio", "escrever:novo", "escrever:conferir"], DE_QUEM_ESCREVE),
    **dict.fromkeys(["escrever:prazos", "escrever:dar_prazo"], DE_QUEM_ESCREVE),
    **dict.fromkeys(
        [f"escrever:{passo}" for passo in ("texto", "prazo", "quem_pede", "onde")], DE_QUEM_ESCREVE
    ),
    **dict.fromkeys(["escrever:perguntas", "roteamento:destino"], DE_QUEM_ESCREVE),
    **dict.fromkeys(["escrever:abrir", "escrever:previa"], ATO_DE_QUEM_ESCREVE),
    "portal:sitemap": PUBLICA,
    "portal:robos": PUBLICA,
    # pedido
    "solicitacoes:inicio": PUBLICA,
    "solicitacoes:comecar": PUBLICA,
    "solicitacoes:ruas": PUBLICA,
    "solicitacoes:anexo": DO_ANEXO,
    "solicitacoes:retomar": DO_RASCUNHO,
    "solicitacoes:local": DO_RASCUNHO,
    "solicitacoes:lugar": DO_RASCUNHO,
    "solicitacoes:iguais": DO_RASCUNHO,
    "solicitacoes:junto": Linha(R.SUMIU),  # pública, mas a chave destes testes não é de pedido nenhum
    **dict.fromkeys(["solicitacoes:junto_codigo", "solicitacoes:junto_sem_conta"], Linha(R.SUMIU)),
    "solicitacoes:detalhes": DO_RASCUNHO,
    "solicitacoes:orientacao": DO_RASCUNHO,
    "solicitacoes:foto": DO_RASCUNHO,
    "solicitacoes:apagar": MANDAR_NO_RASCUNHO,
    "solicitacoes:identificacao": DO_RASCUNHO,
    "solicitacoes:conferir": DO_RASCUNHO,
    "solicitacoes:confirmacao": DO_RASCUNHO,
    "solicitacoes:recibo": DO_RASCUNHO,
    **dict.fromkeys(
        [
            "esic:acervo",
            "esic:resposta",
            "esic:arquivo",
            "esic:classificadas",
            "esic:classificadas_csv",
            "esic:desclassificadas",
            "esic:desclassificadas_csv",
        ],
        PUBLICA,
    ),
    **dict.fromkeys(
        [
            "publicacao:fila",
            "publicacao:publicacao",
            "publicacao:texto",
            "publicacao:anexos",
            "publicacao:arquivo",
            "publicacao:previa",
            "publicacao:recusar",
            "publicacao:rever",
        ],
        DA_OUVIDORIA,
    ),
    **dict.fromkeys(["publicacao:trecho", "publicacao:anexo", "publicacao:sem_marcas"], ATO_DA_OUVIDORIA),
    **dict.fromkeys(
        [
            "cmai:informacoes",
            "cmai:informacao_nova",
            "cmai:informacao",
            "cmai:informacao_editar",
            "cmai:informacao_desclassificar",
        ],
        DA_COMISSAO,
    ),
    # rotas
    "roteamento:conferencia": DAS_ROTAS,
    "roteamento:contornos": PUBLICA,
    "roteamento:ruas": PUBLICA,
    "roteamento:servico": DAS_ROTAS,
    "rotas:mudar": DAS_ROTAS,
    "rotas:voltar": DAS_ROTAS,
    # caixa
    "caixa:inicio": SO_QUEM_ENTROU,
    "caixa:lista": DA_EQUIPE,
    "caixa:novos": DA_EQUIPE,
    "caixa:procurar": DA_EQUIPE,
    "caixa:mapa": DA_EQUIPE,
    "caixa:exportar_csv": ATO_DA_EQUIPE,
    "caixa:exportar_xlsx": ATO_DA_EQUIPE,
    "caixa:filtros": DA_EQUIPE,
    "caixa:filtro": SO_DE_QUEM_GUARDOU,
    "caixa:pedido": DA_EQUIPE,
    "caixa:contato": ATO_DA_EQUIPE,
    "caixa:assumir": ATO_DA_EQUIPE,
    "caixa:iniciar": ATO_DA_EQUIPE,
    "caixa:finalizar": ATO_DA_EQUIPE,
    "caixa:pedir-complemento": ATO_DA_EQUIPE,
    "caixa:transferir": ATO_DA_EQUIPE,
    "caixa:devolver": ATO_DA_EQUIPE,
    "caixa:indeferir": ATO_DA_EQUIPE,
    "caixa:atribuir": ATO_DA_EQUIPE,
    "caixa:mandar-a-turma": ATO_DA_EQUIPE,
    "caixa:agendar": ATO_DA_EQUIPE,
    "caixa:prorrogar": ATO_DA_EQUIPE,
    "caixa:reabrir": ATO_DA_EQUIPE,
    "caixa:recusar-reabertura": ATO_DA_EQUIPE,
    "caixa:corrigir-prova": ATO_DA_EQUIPE,
    "caixa:foto_tirada": DO_PROPRIO_ENVIO,
    "caixa:separar": ATO_DA_EQUIPE,
    "caixa:anotar": ATO_DA_EQUIPE,
    "caixa:lote": ATO_DA_EQUIPE,
    "caixa:lote_feito": DO_PROPRIO_ENVIO,
    "caixa:lote_continuar": Linha(DO_PROPRIO_ENVIO.padrao, "POST", DO_PROPRIO_ENVIO.excecoes),
    "caixa:lote_consertar": com(R.NEGADO, (R.SUMIU, ("chefia",)), (R.ENTRAR, SEM_CONTA)),
    "caixa:lotes": DA_CHEFIA,
    "caixa:prova": DO_PROPRIO_ENVIO,
    "caixa:corrigir-endereco": ATO_DA_EQUIPE,
    "caixa:reclassificar": ATO_DA_EQUIPE,
    "caixa:ruas": DA_EQUIPE,
    "caixa:campo": DA_EQUIPE,
    "caixa:levar": DA_EQUIPE,
    "caixa:ordens": DA_EQUIPE,
    "caixa:concluir": DA_EQUIPE,
    "caixa:nao_deu": DA_EQUIPE,
    "caixa:dar": DA_EQUIPE,
    "caixa:tirar": ATO_DA_EQUIPE,
    "caixa:relacionados": DA_EQUIPE,
    "caixa:juntar": DA_EQUIPE,
    "caixa:grupo": DA_EQUIPE,
    # chefia e avisos
    "caixa:equipe": DA_CHEFIA,
    "caixa:lotar": DA_CHEFIA,
    "caixa:substituir": DA_CHEFIA,
    "caixa:encerrar_lotacao": DA_CHEFIA,
    "caixa:desfazer_substituicao": ATO_DA_CHEFIA,
    "caixa:painel": DO_PAINEL,
    "painel:inicio": DE_CIMA,
    "painel:cidade": DA_CIDADE,
    "painel:pedidos_cidade": DA_CIDADE,
    "painel:subprefeitura": DE_CIMA,
    "painel:pedidos_subprefeitura": DE_CIMA,
    "painel:orgao": DE_CIMA,
    "painel:pedidos_orgao": DE_CIMA,
    "painel:pedidos_unidade": DO_PAINEL,
    "caixa:turmas": DA_CHEFIA,
    "caixa:turma_nova": DA_CHEFIA,
    "caixa:turma": DA_CHEFIA,
    "caixa:turma_uso": ATO_DA_CHEFIA,
    "caixa:modelos": DA_CHEFIA,
    "caixa:modelo_novo": DA_CHEFIA,
    "caixa:modelo": DA_CHEFIA,
    "caixa:modelo_uso": ATO_DA_CHEFIA,
    "caixa:modelo_copiar": ATO_DA_CHEFIA,
    "caixa:avisos": SO_QUEM_ENTROU,
    "caixa:avisos_lidos": com(R.PODE, (R.ENTRAR, SEM_CONTA), metodo="POST"),
    "caixa:aviso": com(R.SUMIU, (R.PODE, ("servidor",)), (R.ENTRAR, SEM_CONTA), metodo="POST"),
    "caixa:preferencias": SO_QUEM_ENTROU,
    # ouvidoria: o rascunho e o comprovante de uma denúncia, no navegador do `dono`
    "ouvidoria:comecar": PUBLICA,
    "ouvidoria:reclamar": PUBLICA,
    "ouvidoria:retomar": DO_RASCUNHO,
    "ouvidoria:perguntas": DO_RASCUNHO,
    "ouvidoria:foto": DO_RASCUNHO,
    "ouvidoria:apagar": MANDAR_NO_RASCUNHO,
    "ouvidoria:caminho": DO_RASCUNHO,
    "ouvidoria:identificacao": DO_RASCUNHO,
    "ouvidoria:conferir": DO_RASCUNHO,
    "ouvidoria:comprovante": DO_RASCUNHO,
    "ouvidoria:recibo": DO_RASCUNHO,
    "ouvidoria:balcao": DO_BALCAO,
    "ouvidoria:registradas": DE_QUEM_ATENDE,
    **DA_CENTRAL,
    # ouvidoria
    "ouvidoria:relatorios": PUBLICA,
    "ouvidoria:relatorio": SO_A_OUVIDORIA_ATE_PUBLICAR,
    "ouvidoria:relatorio_csv": SO_A_OUVIDORIA_ATE_PUBLICAR,
    **DA_TRANSPARENCIA,
    **dict.fromkeys(["mesa:lista", "mesa:orgaos"], DA_OUVIDORIA),
    "mesa:caso": DA_OUVIDORIA,
    "mesa:contato": ATO_DA_OUVIDORIA,
    "mesa:anotar": ATO_DA_OUVIDORIA,
    "mesa:ruas": DA_OUVIDORIA,
    "mesa:imprimir": DA_OUVIDORIA,
    "mesa:oficio": DA_OUVIDORIA,
    "mesa:anexo": DA_OUVIDORIA,
    "mesa:foto": DA_OUVIDORIA,
    "mesa:assumir": ATO_DA_OUVIDORIA,
    "mesa:atribuir": ATO_DA_OUVIDORIA,
    "mesa:reclassificar": ATO_DA_OUVIDORIA,
    "mesa:pedir-complemento": ATO_DA_OUVIDORIA,
    "mesa:juntar": ATO_DA_OUVIDORIA,
    "mesa:separar": ATO_DA_OUVIDORIA,
    "mesa:encaminhar": ATO_DA_OUVIDORIA,
    "mesa:devolver": ATO_DA_OUVIDORIA,
    "mesa:recolher": ATO_DA_OUVIDORIA,
    "mesa:concluir": ATO_DA_OUVIDORIA,
    "mesa:prorrogar": ATO_DA_OUVIDORIA,
    "mesa:ao-servico": ATO_DA_OUVIDORIA,
    "mesa:ao-esic": ATO_DA_OUVIDORIA,
    "mesa:para-fora": ATO_DA_OUVIDORIA,
    "mesa:exportar_csv": ATO_DA_OUVIDORIA,
    "mesa:exportar_xlsx": ATO_DA_OUVIDORIA,
    "mesa:relatorios": DA_OUVIDORIA,
    "mesa:relatorio": DA_OUVIDORIA,
    "mesa:admitir": DA_OUVIDORIA,
    "mesa:nao_admitir": DA_OUVIDORIA,
    "mesa:apurar": DA_OUVIDORIA,
    "mesa:complementar_apuracao": DA_OUVIDORIA,
    "mesa:concluir_denuncia": DA_OUVIDORIA,
    "mesa:pedir_consentimento": DA_OUVIDORIA,
    "mesa:versao": DA_OUVIDORIA,
    "mesa:versao_trecho": ATO_DA_OUVIDORIA,
    "mesa:denuncia_anexos": DA_OUVIDORIA,
    "mesa:denuncia_anexo": ATO_DA_OUVIDORIA,
    "mesa:denuncia_arquivo": DA_OUVIDORIA,
    "mesa:identidade": DA_OUVIDORIA,
    "mesa:aberturas": com(R.NEGADO, (R.PODE, ("ouvidoria_com_selo",)), (R.ENTRAR, SEM_CONTA)),
    "orgao:lista": DE_QUEM_RESPONDE,
    "orgao:envio": DO_ORGAO,
    "orgao:contato": ATO_DO_ORGAO,
    "orgao:anexo": DO_ORGAO,
    "orgao:foto": com(R.NEGADO, (R.SUMIU, ("interlocutor",)), (R.ENTRAR, SEM_CONTA)),
    **dict.fromkeys(
        ["orgao:responder", "orgao:prorrogar", "orgao:informar", "orgao:informar-fim"], ATO_DO_ORGAO
    ),
    # acesso à informação
    "esic:pedir": PUBLICA,
    "esic:apagar": MANDAR_NO_RASCUNHO,
    **dict.fromkeys(
        [
            f"esic:{pagina}"
            for pagina in (
                "retomar",
                "informacao",
                "foto",
                "antes",
                "identificacao",
                "conferir",
                "comprovante",
                "recibo",
                "perfil",
            )
        ],
        DO_RASCUNHO,
    ),
    "sic:registrar": DE_TODO_SIC,
    **dict.fromkeys(["esic:relatorios", "esic:relatorio", "esic:relatorio_csv"], PUBLICA),
    **dict.fromkeys(["esic:dados", "esic:dados_csv", "esic:dados_json"], PUBLICA),
    "sic:lista": DE_TODO_SIC,
    "sic:orgaos": DA_OUVIDORIA,
    "sic:pedido": DO_SIC,
    "sic:anexo": DO_SIC,
    "sic:foto": com(R.NEGADO, (R.SUMIU, ("sic", "ouvidoria", "ouvidoria_com_selo")), (R.ENTRAR, SEM_CONTA)),
    **dict.fromkeys(["sic:contato", "sic:responder", "sic:prorrogar", "sic:reencaminhar"], ATO_DO_SIC),
    **dict.fromkeys(
        ["sic:cumprir", "sic:esclarecer", "sic:assumir", "sic:atribuir", "sic:anotar"], ATO_DO_SIC
    ),
    "recursos:lista": DE_QUEM_JULGA,
    "recursos:recurso": DO_RECURSO,
    "recursos:anexo": DO_RECURSO,
    **dict.fromkeys(
        [
            "recursos:contato",
            "recursos:decidir",
            "recursos:decidir-reclamacao",
            "recursos:pedir-esclarecimento",
        ],
        ATO_DO_RECURSO,
    ),
    **dict.fromkeys(["cmai:agenda", "cmai:marcar", "cmai:reuniao"], DA_COMISSAO),
    **dict.fromkeys(["cmai:alterar", "cmai:cancelar", "cmai:ata"], DA_COMISSAO),
    **dict.fromkeys(["cmai:realizar", "cmai:adiar", "cmai:pautar"], ATO_DA_COMISSAO),
    **dict.fromkeys(["esic:reunioes", "esic:reuniao"], PUBLICA),
    # rotas
    **dict.fromkeys(["rotas:simular", "rotas:ruas", "rotas:primeira_unidade"], DAS_ROTAS),
    **dict.fromkeys(["rotas:devolvidas", "rotas:decidir"], DA_COORDENACAO),
    **dict.fromkeys(["rotas:unidades", "rotas:unidade", "rotas:unidade_nova"], DAS_ROTAS),
    **dict.fromkeys(["rotas:renomear", "rotas:juntar", "rotas:dividir"], DAS_ROTAS),
}
"""Os da administração (`admin:…`) não estão aqui: `test_acesso` confere todos por uma regra só."""


QUEM_GUARDA: dict[str, tuple[str, ...]] = {
    # o dado, o ícone ou a casca do aplicativo, que dizem o mesmo a quem entrou
    **dict.fromkeys(["aplicativo:areas", "aplicativo:guardar", "aplicativo:ruas"], PAPEIS),
    **dict.fromkeys(["aplicativo:inicio", "aplicativo:para_enviar", "aplicativo:pedir"], PAPEIS),
    **dict.fromkeys(["aplicativo:sem_internet", "aplicativo:sem_rede"], PAPEIS),
    **dict.fromkeys(["aplicativo:servico", "aplicativo:servicos"], PAPEIS),
    **dict.fromkeys(["esic:classificadas_csv", "esic:desclassificadas_csv"], PAPEIS),
    **dict.fromkeys(["esic:dados_csv", "esic:dados_json", "esic:relatorio_csv"], PAPEIS),
    **dict.fromkeys(["guia:dados_csv", "guia:dados_json", "open311:servicos"], PAPEIS),
    **dict.fromkeys(["open311:pedidos"], PAPEIS),
    **dict.fromkeys(["portal:manifesto", "portal:sitemap", "portal:trabalhador"], PAPEIS),
    **dict.fromkeys(["roteamento:contornos", "roteamento:ruas"], PAPEIS),
    # a página pública, a quem não entrou: quem entrou vê nela o seu nome
    **dict.fromkeys(["avaliacao:ano", "avaliacao:anos", "avaliacao:csv", "avaliacao:servico"], SEM_CONTA),
    **dict.fromkeys(["bairro:atom", "bairro:bairro", "bairro:rss"], SEM_CONTA),
    **dict.fromkeys(["esic:acervo", "esic:classificadas", "esic:desclassificadas"], SEM_CONTA),
    **dict.fromkeys(["esic:resposta", "open311:pagina", "aplicativo:instalar"], SEM_CONTA),
    **dict.fromkeys(["guia:sem_prazo", "guia:servico", "guia:servicos", "guia:tema"], SEM_CONTA),
    **dict.fromkeys(["paineis:como", "paineis:comparar", "paineis:comparar_csv"], SEM_CONTA),
    **dict.fromkeys(["paineis:csv", "paineis:porta", "paineis:ranking", "paineis:ranking_csv"], SEM_CONTA),
    **dict.fromkeys(["portal:acessibilidade", "portal:atendimento", "portal:inicio"], SEM_CONTA),
    **dict.fromkeys(["portal:mapa", "portal:privacidade", "portal:robos", "portal:telefone"], SEM_CONTA),
    # a foto de um pedido, uma hora, só no navegador de quem a pode ver
    "solicitacoes:anexo": ("dono", "servidor", "chefia"),
}
"""As únicas respostas que alguém pode guardar, e quem: todas as outras dizem `no-store` (ADR 0092)."""
