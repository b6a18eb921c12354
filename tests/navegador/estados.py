"""Que páginas se percorrem, com que papel, em que estado, e quais se mandam em branco."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import RequestFactory

from contas.models import Usuario
from ouvidoria.mesa.atos import ATOS
from tests.navegador import (
    cenario_central,
    cenario_conversa,
    cenario_guia,
    cenario_mesa,
    cenario_pedido,
    cenario_pedir,
    cenario_publicacao,
    cenario_recursos,
)
from tests.navegador.cenario_manifestacao import DO_DONO
from tests.navegador.cenario_orgao import DA_CORREGEDORIA, DO_INTERLOCUTOR
from tests.navegador.cenario_sic import DO_SIC

LEVAM_A_OUTRA = {
    "account_set_password",
    "portal:area",
    "portal:entrar_com_chave",
    "portal:chat",
    "solicitacoes:inicio",
    "solicitacoes:retomar",
    "solicitacoes:local",
    "solicitacoes:identificacao",
    "ouvidoria:retomar",
    "esic:retomar",
}
"""Endereços que só redirecionam; os outros têm de mostrar a sua própria página."""
QUEM_VE = {
    "portal:meus_dados": "servidor",
    **dict.fromkeys(
        [f"portal:meus_dados_{pagina}" for pagina in ("copia", "corrigir", "apagar")], "com_fator"
    ),
    **dict.fromkeys(["account_logout", "aplicativo:sair"], "servidor"),
    "caixa:avisos": "servidor",
    **dict.fromkeys([f"escrever:{pagina}" for pagina in ("inicio", "novo", "conferir")], "administracao"),
    **dict.fromkeys(["escrever:prazos", "escrever:dar_prazo"], "administracao"),
    **dict.fromkeys(cenario_guia.DOS_PASSOS, "administracao"),
    "ouvidoria:registradas": "atendente_que_digitou",
    **dict.fromkeys(["central:inicio", "central:retornos"], "atendente"),
    "central:retorno": "atendente_que_digitou",
    **dict.fromkeys(["central:conversas", "central:conversas_entregar"], "atendente_que_digitou"),
    **dict.fromkeys(cenario_central.DA_CONVERSA, "atendente_que_digitou"),
    **dict.fromkeys(
        ["central:atendimento", "central:pracas_comprovante", "central:pracas_mandar"],
        "atendente_que_digitou",
    ),
    **dict.fromkeys(cenario_central.DA_PESSOA, "atendente_que_digitou"),
    "caixa:reabrir": "chefia",
    "caixa:recusar-reabertura": "chefia",
    "orgao:lista": "interlocutor",
    **dict.fromkeys(
        ["sic:lista", "sic:registrar", "sic:pedido", "sic:responder", "sic:prorrogar", "sic:reencaminhar"],
        "sic",
    ),
    **dict.fromkeys(["sic:cumprir", "sic:esclarecer", "sic:atribuir"], "sic"),
    **dict.fromkeys(["recursos:lista", "recursos:recurso"], "autoridade"),
    **dict.fromkeys(["recursos:decidir", "recursos:pedir-esclarecimento"], "autoridade"),
    "orgao:informar": "corregedoria",
    "orgao:informar-fim": "corregedoria",
    "mesa:relatorio": "quem_escreve_o_relatorio",
    "mesa:identidade": "ouvidoria_com_selo",
    "mesa:aberturas": "ouvidoria_com_selo",
    "mfa_activate_totp": "servidor",
    "mfa_add_webauthn": "servidor",
    "mfa_authenticate": "falta_o_codigo",
    **dict.fromkeys(
        [
            "mfa_reauthenticate",
            "mfa_generate_recovery_codes",
            "mfa_view_recovery_codes",
            "mfa_deactivate_totp",
        ],
        "com_fator",
    ),
}
"""Páginas que só mostram algo a um papel, que não é o primeiro da matriz."""
DA_UNIDADE = ["SMPR-CPO-STM-Sé"]
DA_CHEFIA = ["equipe", "lotes", "lotar", "substituir", "painel", "modelos", "modelo_novo"]
PARAMETROS = {
    "central:pracas_turnos_de": ["Central 156"],
    **dict.fromkeys([f"caixa:{pagina}" for pagina in DA_CHEFIA], DA_UNIDADE),
    **dict.fromkeys(["caixa:mapa", "caixa:procurar"], DA_UNIDADE),
    **dict.fromkeys(["rotas:unidade", "rotas:renomear", "rotas:juntar", "rotas:dividir"], DA_UNIDADE),
    "painel:pedidos_unidade": DA_UNIDADE,
    "painel:subprefeitura": ["SUB-SE"],
    "painel:pedidos_subprefeitura": ["SUB-SE"],
    "painel:orgao": ["SMSUB"],
    "painel:pedidos_orgao": ["SMSUB"],
    "guia:tema": ["rua-e-bairro"],
    "guia:opinar": ["tapa-buraco"],
    "guia:servico": ["tapa-buraco"],
    "roteamento:servico": ["tapa-buraco"],
    "solicitacoes:comecar": ["tapa-buraco"],
    "aplicativo:servico": ["tapa-buraco"],
    "ouvidoria:comecar": ["denuncia"],
    "account_reset_password_from_key": ["1", "falsa"],
}
DO_CASO = [
    "caso por inteiro",
    "caso esperando resposta",
    "responder",
    "caso sigiloso sem chave",
    "caso sigiloso por inteiro",
    "caso vencido",
    "caso finalizada",
    "caso indeferida",
    "caso cancelada",
    "mandar ao encerrado",
    "foi resolvido, já dito",
    "caso que não foi resolvido",
    "caso que se pede que reabra",
]
DA_MESA = [
    "mesa caso respondido",
    "mesa caso atrasado",
    "mesa caso juntado",
    "mesa caso com juntadas",
    "mesa denúncia",
    "mesa caso concluído",
    "mesa igual",
    "mesa concluir um grupo",
]
COM_CAMPOS = [f"mesa:{nome}" for nome, ato in ATOS.items() if ato.tem_campos and nome != "encaminhar"]
"""Em branco dão 422; o encaminhamento já vem escrito."""
DA_OUVIDORIA = [
    "reclamar no prazo",
    "reclamar no prazo, assim mesmo",
    "reclamação sem pedido",
    "comprovante da reclamação",
    "recibo da reclamação",
]
ESTADOS = {
    "conferência sem lacuna": ("administracao", "/rotas/?furos=sim"),
    "conferência sem achado": ("administracao", "/rotas/?busca=xyzxyz"),
    **dict.fromkeys(cenario_guia.DA_COORDENACAO, ("administracao", "")),
    "busca com resultado": ("anonimo", "/servicos/?q=buraco+na+rua"),
    "busca sem resultado": ("anonimo", "/servicos/?q=xyzxyz"),
    "busca que oferece as portas": ("anonimo", "/servicos/?q=ja+reclamei+e+nada"),
    "busca que leva ao e-SIC": ("anonimo", "/servicos/?q=base+de+dados+e+relatorios"),
    "relatório do acesso à informação, sem pedido": ("anonimo", "/e-sic/relatorio/2013/"),
    "início com comunicado": ("anonimo", "/"),
    "serviço com comunicados": ("anonimo", "/servicos/asfaltar-rua-de-terra/"),
    "perto de um lugar": ("anonimo", "/perto-de-mim/?lugar=10.-38586.-69856&raio=1200"),
    "perto de onde nada se pediu": ("anonimo", "/perto-de-mim/?lugar=10.-38400.-69800"),
    "serviço suspenso": ("anonimo", "/servicos/nivelar-rua-de-terra/"),
    "serviço com lugares": ("anonimo", "/servicos/pracas-de-atendimento/"),
    "guia página da prévia": ("administracao", ""),
    "serviço de outro jeito": ("anonimo", "/servicos/castrar-caes-e-gatos/"),
    "serviço que não se pede aqui": ("anonimo", "/solicitar/castrar-caes-e-gatos/"),
    **dict.fromkeys(cenario_mesa.ESTADOS, ("atendente_que_digitou", "")),
    "atendimento com busca": ("atendente", "/central/?q=buraco"),
    "caixas de quem herda": ("gabinete", "/caixa/?todas=sim"),
    "caixa sem equipe": ("gabinete", "/caixa/SMPR-CPO-Sé/"),
    "unidades sem equipe": ("administracao", "/rotas/unidades/?situacao=sem_equipe"),
    "caixas sem lotação": ("administracao", "/caixa/"),
    **dict.fromkeys(["pedido que se pede que reabra", "caixa dos que pedem que se reabra"], ("chefia", "")),
    "protocolos recuperados": ("anonimo", "/acompanhar/recuperar/?feito=sim"),
    "chave pedida": ("anonimo", "/acompanhar/chave/?feito=sim"),
    "segundo fator ligado": ("com_fator", "/conta/2fa/"),
    "escolher a senha": ("anonimo", ""),
    **dict.fromkeys([*DO_CASO, *DO_DONO, *cenario_pedido.DO_DONO], ("dono", "")),
    cenario_pedido.PELO_NUMERO: ("anonimo", ""),
    **dict.fromkeys(cenario_pedir.DO_DONO, ("dono", "")),
    **dict.fromkeys(cenario_conversa.DO_DONO, ("dono", "")),
    **dict.fromkeys(cenario_pedir.DO_BALCAO, ("sic", "")),
    "o que pedi": ("servidor", "/area/?minhas=sim"),
    "o que pedi, vazio": ("atendente", "/area/?minhas=sim"),
    **{
        tipo: ("anonimo", f"/ouvidoria/{tipo}/")
        for tipo in ("reclamacao", "sugestao", "elogio", "solicitacao")
    },
    **dict.fromkeys(DA_OUVIDORIA, ("dono", "")),
    "balcão da Ouvidoria": ("ouvidoria", "/ouvidoria/balcao/"),
    "registrei nada": ("atendente", "/ouvidoria/balcao/registradas/"),
    "no balcão": ("atendente_que_digitou", ""),
    "comprovante do balcão": ("atendente_que_digitou", ""),
    "relatório publicado": ("anonimo", ""),
    "relatório publicado, na mesa": ("quem_escreve_o_relatorio", ""),
    "relatório sem manifestação": ("ouvidoria", ""),
    "lista do dia vazia": ("chefia", f"/caixa/{DA_UNIDADE[0]}/campo/"),
    "mapa das encerradas": ("servidor", f"/caixa/{DA_UNIDADE[0]}/mapa/?situacao=encerradas"),
    "onde está o pedido": ("servidor", ""),
    "ordens sem pedido": ("chefia", f"/caixa/{DA_UNIDADE[0]}/ordens/"),
    "caixa sem achado": ("servidor", ""),
    "caixa das encerradas": ("servidor", ""),
    "pedido juntado": ("servidor", ""),
    "finalizar um grupo": ("servidor", ""),
    "juntar iguais": ("servidor", ""),
    "pedido que segue outro": ("servidor", ""),
    "pedido com tudo": ("chefia", ""),
    "história que o munícipe vê": ("servidor", ""),
    "caixa com todos os filtros": ("servidor", ""),
    "filtro a guardar": ("servidor", ""),
    "identidade sem permissão": ("ouvidoria", ""),
    "identidade sem segundo fator": ("ouvidoria_sem_fator", ""),
    "versão conferida": ("ouvidoria", ""),
    "avisos vazios": ("atendente", "/caixa/avisos/"),
    **dict.fromkeys(DO_INTERLOCUTOR, ("interlocutor", "")),
    **dict.fromkeys(DA_CORREGEDORIA, ("corregedoria", "")),
    **dict.fromkeys(DO_SIC, ("sic", "")),
    **dict.fromkeys(cenario_publicacao.DA_OUVIDORIA, ("ouvidoria", "")),
    **dict.fromkeys(cenario_publicacao.DO_PUBLICO, ("anonimo", "")),
    **dict.fromkeys(cenario_publicacao.DA_COMISSAO, ("cmai", "")),
    "acervo sem achado": ("anonimo", "/e-sic/respostas/?q=xyzxyz"),
    "publicações no ar": ("ouvidoria", "/publicacao/?situacao=publicado"),
    "pedidos de informação de todos": ("ouvidoria", "/sic/"),
    **dict.fromkeys(cenario_recursos.DO_SIC, ("sic", "")),
    **dict.fromkeys(cenario_recursos.DA_AUTORIDADE, ("autoridade", "")),
    **dict.fromkeys(cenario_recursos.DA_OUVIDORIA, ("ouvidoria", "")),
    **dict.fromkeys(cenario_recursos.DA_COMISSAO, ("cmai", "")),
    **dict.fromkeys(cenario_recursos.PUBLICAS, ("anonimo", "")),
    cenario_recursos.COM_A_CHAVE: ("dono", ""),
    "reuniões de outro ano": ("anonimo", ""),
    "decisões por cumprir": ("sic", "/sic/?situacao=cumprir"),
    "perguntas de quem decide": ("sic", "/sic/?situacao=perguntados"),
    "recursos decididos": ("autoridade", "/recursos/?situacao=decididos"),
    "recursos sem achado": ("autoridade", "/recursos/?orgao=nenhum"),
    "recursos na Ouvidoria": ("ouvidoria", "/recursos/"),
    "recursos de órgãos sem autoridade": ("ouvidoria", "/recursos/?sem_autoridade=sim"),
    "reclamações por decidir": ("ouvidoria", "/recursos/?que=reclamacoes"),
    "recursos na Comissão": ("cmai", "/recursos/"),
    "retorno passado o tempo": ("atendente_que_digitou", ""),
    "retornos para depois": ("atendente", "/central/retornos/?situacao=depois"),
    "mesa com conversa": ("atendente_que_digitou", ""),
    "conversas sem achado": ("supervisao", "/central/supervisao/conversas/lista/?fim=abuso&nota=1"),
    "supervisão do mês": ("supervisao", "/central/supervisao/?periodo=mes"),
    "atendimentos sem achado": ("supervisao", "/central/supervisao/atendimentos/?hora=3&canal=carta"),
    "órgãos em que falta alguém": ("ouvidoria", "/sic/orgaos/?faltas=sim"),
    "pedidos de informação encerrados": ("sic", "/sic/?situacao=encerrados"),
    "pedidos de informação sem achado": ("sic", "/sic/?orgao=nenhum"),
    "mesa da apuração": ("corregedoria", "/orgao/"),
    "envios encerrados": ("interlocutor", "/orgao/?situacao=encerradas"),
    "envios sem achado": ("interlocutor", "/orgao/?situacao=atrasadas&tipo=elogio"),
    "mesa do órgão vazia": ("interlocutor_de_fora", "/orgao/"),
    "modelo da cidade": ("chefia", ""),
    "primeira unidade de um tema": ("administracao", "/rotas/primeira-unidade/?tema=rua-e-bairro&poucos=sim"),
    **dict.fromkeys(DA_MESA, ("ouvidoria", "")),
    "mesa com filtros": ("ouvidoria", "/mesa/?tipo=reclamacao&responsavel=ninguem&atrasadas=sim"),
    "mesa sem achado": ("ouvidoria", "/mesa/?busca=xyzxyz"),
    "mesa das encerradas": ("ouvidoria", "/mesa/?situacao=encerradas"),
    "simulador com destino": (
        "administracao",
        "/rotas/simular/?servico=tapa-buraco&cep=01009-000&numero=425",
    ),
    "simulador com dúvida": (
        "administracao",
        "/rotas/simular/?servico=tapa-buraco&logradouro=Rua+que+Ninguém+Conhece&numero=1",
    ),
}
"""Páginas que o mesmo endereço mostra conforme o estado: papel e caminho (vazio: o cenário diz)."""
COM_ERRO = {
    **dict.fromkeys(
        ["rotas:renomear", "rotas:juntar", "rotas:dividir", "rotas:unidade_nova"], "administracao"
    ),
    "rotas:mudar": "administracao",
    "guia:opinar": "anonimo",
    **dict.fromkeys(["escrever:novo", "escrever:dar_prazo", "destino de um serviço novo"], "administracao"),
    "account_login": "anonimo",
    "account_reset_password": "anonimo",
    "account_change_password": "servidor",
    "mfa_activate_totp": "servidor",
    "mfa_authenticate": "falta_o_codigo",
    "mfa_reauthenticate": "com_fator",
    "account_reauthenticate": "servidor",
    "portal:meus_dados_apagar": "com_fator",
    "escolher a senha": "anonimo",
    "portal:acompanhar": "anonimo",
    "portal:caso": "anonimo",
    **dict.fromkeys(["portal:mandar", "portal:consentir", "portal:avaliar", "portal:revisar"], "dono"),
    **dict.fromkeys(["responder à Ouvidoria", "mandar à Ouvidoria"], "dono"),
    "manifestação pelo número": "anonimo",
    cenario_pedido.PELO_NUMERO: "anonimo",
    "portal:recorrer": "dono",
    "portal:resolvido": "dono",
    "portal:pedir_reabertura": "dono",
    "portal:recuperar": "anonimo",
    "portal:perdi_a_chave": "anonimo",
    **dict.fromkeys(["conversa:pessoa", "conversa:codigo"], "dono"),
    "esic:pedir": "anonimo",
    "identificar-se para pedir informação": "dono",
    "perfil de quem pede": "dono",
    "detalhes vazio": "dono",
    "conferir vazio": "dono",
    "solicitacoes:lugar": "dono",
    **dict.fromkeys(
        [f"central:conversa_{ato}" for ato in ("passar", "depois", "bloquear")],
        "atendente_que_digitou",
    ),
    **dict.fromkeys(
        [
            f"central:supervisao_{ato}"
            for ato in ("conversa_bloquear", "conversa_passar", "levantar", "resposta_nova")
        ],
        "supervisao",
    ),
    "ouvidoria:comecar": "anonimo",
    "reclamacao": "anonimo",
    "identificação da denúncia vazia": "dono",
    "balcão da Ouvidoria": "ouvidoria",
    "filtro a guardar": "servidor",
    "caixa:dar": "servidor",
    "caixa:nao_deu": "servidor",
    "caixa:finalizar": "servidor",
    "caixa:corrigir-prova": "servidor",
    "caixa:indeferir": "servidor",
    "caixa:procurar": "servidor",
    "caixa:transferir": "servidor",
    "caixa:corrigir-endereco": "servidor",
    "caixa:reclassificar": "servidor",
    "caixa:devolver": "servidor",
    "caixa:pedir-complemento": "servidor",
    "caixa:atribuir": "servidor",
    "caixa:agendar": "servidor",
    "caixa:prorrogar": "servidor",
    "caixa:reabrir": "chefia",
    "caixa:recusar-reabertura": "chefia",
    "rotas:decidir": "coordenacao",
    **dict.fromkeys(COM_CAMPOS, "ouvidoria"),
    **dict.fromkeys(["orgao:responder", "orgao:prorrogar", "responder elogio"], "interlocutor"),
    **dict.fromkeys(["orgao:informar", "orgao:informar-fim"], "corregedoria"),
    **dict.fromkeys(["sic:responder", "sic:prorrogar", "sic:reencaminhar", "sic:atribuir"], "sic"),
    **dict.fromkeys(["publicacao:recusar", "publicacao:rever", "publicacao:texto"], "ouvidoria"),
    **dict.fromkeys(["cmai:informacao_nova", "cmai:informacao_desclassificar"], "cmai"),
    **dict.fromkeys(["sic:cumprir", "sic:esclarecer"], "sic"),
    **dict.fromkeys(["recursos:decidir", "recursos:pedir-esclarecimento"], "autoridade"),
    "recursos:decidir-reclamacao": "ouvidoria",
    **dict.fromkeys(["cmai:marcar", "cmai:ata"], "cmai"),
    "mesa:relatorio": "quem_escreve_o_relatorio",
    **dict.fromkeys(["mesa:admitir", "mesa:nao_admitir", "mesa:apurar", "mesa:versao"], "ouvidoria"),
    **dict.fromkeys(["mesa:concluir_denuncia", "mesa:pedir_consentimento"], "ouvidoria"),
    "mesa:identidade": "ouvidoria_com_selo",
    **dict.fromkeys(["caixa:lotar", "caixa:substituir", "caixa:modelo_novo"], "chefia"),
}
"""Formulários mandados em branco: 422, o resumo primeiro, o título começando por “Erro:”."""


def cria(modelo: type[Model]) -> bool:
    """A tela desta tabela cria linhas, a quem administra tudo?"""
    pedido = RequestFactory().get("/")
    pedido.user = Usuario(is_superuser=True, is_staff=True, is_active=True)
    return admin.site._registry[modelo].has_add_permission(pedido)


TODAS_AS_DA_ADMINISTRACAO = [
    "/admin/",
    "/admin/avisos/modelodeaviso/1/change/",
    *sorted(f"/admin/{m._meta.app_label}/{m._meta.model_name}/" for m in admin.site._registry),
    *sorted(f"/admin/{m._meta.app_label}/{m._meta.model_name}/add/" for m in admin.site._registry if cria(m)),
]
DE_DIA = frozenset(
    (
        "/admin/",
        "/admin/avisos/modelodeaviso/1/change/",
        "/admin/contas/usuario/",
        "/admin/contas/usuario/add/",
        "/admin/guia/caminho/add/",
        "/admin/guia/servico/",
        "/admin/protocolo/dianaoutil/add/",
        "/admin/roteamento/regra/",
        "/admin/roteamento/regra/add/",
        "/admin/solicitacoes/solicitacao/",
    )
)
"""Uma lista e um formulário de cada feitio; as outras tabelas usam os mesmos modelos HTML, e vão à noite."""
TELAS_DA_ADMINISTRACAO = [
    pytest.param(tela, id=tela, marks=[] if tela in DE_DIA else [pytest.mark.noturno])
    for tela in TODAS_AS_DA_ADMINISTRACAO
]
TELAS_DO_GUIA = [
    *(f"guia {nome}" for nome in ("publicada", "prévia", "diferença", "histórico")),
    "/admin/guia/servico/relatorio/",
    "/admin/guia/versaodoservico/import/",
    "/admin/guia/versaodoservico/export/",
    "/admin/acessos/",
    "/admin/implantacao/",
    "/admin/contas/usuario/import/",
    "/saude/detalhes/",
]
"""Telas nossas na administração: além do axe e do console, cabem no telefone mais estreito."""
