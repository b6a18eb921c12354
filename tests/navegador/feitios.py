"""Um feitio, uma tela de dia: das que usam os mesmos modelos HTML, a varredura vê uma; as outras, à noite."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pytest

DA_ADMINISTRACAO = (
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
"""Uma lista e um formulário de cada feitio."""
EM_BRANCO = (
    *("rotas:unidade_nova", "rotas:mudar", "rotas:decidir"),
    *("guia:opinar", "escrever:novo", "destino de um serviço novo"),
    *("account_login", "mfa_activate_totp", "mfa_authenticate", "escolher a senha"),
    *("portal:acompanhar", "portal:mandar", "portal:avaliar", "portal:recorrer", "portal:meus_dados_apagar"),
    *("esic:pedir", "identificar-se para pedir informação", "conversa:pessoa"),
    *("detalhes vazio", "conferir vazio", "reclamacao", "identificação da denúncia vazia"),
    *("balcão da Ouvidoria", "central:conversa_passar", "central:supervisao_resposta_nova"),
    *("filtro a guardar", "caixa:dar", "caixa:finalizar", "caixa:corrigir-endereco", "caixa:procurar"),
    *("caixa:lotar", "caixa:modelo_novo", "mesa:concluir", "mesa:ao-servico", "mesa:versao"),
    *("mesa:identidade", "mesa:relatorio", "orgao:responder", "sic:responder", "recursos:decidir"),
    *("publicacao:texto", "cmai:informacao_nova", "cmai:marcar", "cmai:ata"),
)
"""De cada feitio de formulário, um; que cada um recusa o que está em branco, prova-se pelo cliente."""
REPETIDOS = (
    *("conferência sem achado", "relatório do acesso à informação, sem pedido"),
    *("perto de onde nada se pediu", "caixas de quem herda", "unidades sem equipe", "caixas sem lotação"),
    *("caixa dos que pedem que se reabra", "caso indeferida", "caso cancelada", "mandar ao encerrado"),
    *("manifestação em_analise", "manifestação aguardando_municipe", "manifestação encaminhada"),
    *("manifestação resposta_recebida", "manifestação admitida", "manifestação em_apuracao"),
    *("manifestação arquivada", "manifestação redirecionada", "manifestação cancelada"),
    *("manifestação encerrada pelo número", "manifestação atrasada pelo número", "manifestação atrasada"),
    *("desistir de denúncia", "mandar à manifestação encerrada", "pedido de informação em_recurso"),
    *("pedido de informação decidido", "pedido de informação encerrado"),
    *("pedido de informação desistencia", "pedido de informação negado", "pedido de informação atrasado"),
    *("pedido de informação reclamado", "pedido de informação com decisão atrasada"),
    *("desistir do pedido de informação respondido", "o que parece reclamação", "o que pedi, vazio"),
    *("sugestao", "elogio", "solicitacao", "reclamar no prazo, assim mesmo", "registrei nada"),
    *("recibo do SIC", "recibo da reclamação", "relatório sem manifestação", "mapa das encerradas"),
    *("caixa sem achado", "caixa das encerradas", "envio retirado", "responder sugestão"),
    *("apuração encerrada", "pedido de informação prorrogado", "publicação recusada", "acervo sem achado"),
    *("publicações no ar", "pedidos de informação de todos", "recurso decidido", "recurso parado"),
    *("reunião cancelada", "reuniões de outro ano", "decisões por cumprir", "perguntas de quem decide"),
    *("recursos decididos", "recursos sem achado", "recursos na Ouvidoria", "recursos na Comissão"),
    *("recursos de órgãos sem autoridade", "reclamações por decidir", "retornos para depois"),
    *("conversas sem achado", "supervisão do mês", "atendimentos sem achado"),
    *("órgãos em que falta alguém", "pedidos de informação encerrados", "pedidos de informação sem achado"),
    *("envios encerrados", "mesa do órgão vazia", "mesa caso atrasado"),
    *("mesa caso juntado", "mesa sem achado", "mesa das encerradas"),
)
"""A página de outro estado, com outras palavras, ou a lista com outro filtro."""


def so_estas_de_dia(todas: Iterable[str], de_dia: Collection[str]) -> list[Any]:
    """Todas, com a marca da noite nas que não são destas."""
    todas = list(todas)
    assert set(de_dia) <= set(todas), set(de_dia) - set(todas)
    return [pytest.param(n, id=n, marks=[] if n in de_dia else [pytest.mark.noturno]) for n in todas]


def menos_estas_de_dia(todas: Iterable[str], da_noite: Collection[str]) -> list[Any]:
    todas = list(todas)
    assert set(da_noite) <= set(todas), set(da_noite) - set(todas)
    return so_estas_de_dia(todas, set(todas) - set(da_noite))
