"""Modelos de resposta já preenchidos com os dados de um pedido."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from avisos.textos import VARIAVEL
from solicitacoes.notificacao import dia

if TYPE_CHECKING:
    from datetime import datetime

    from solicitacoes.models import ModeloDeResposta, Solicitacao

SEM_ENDERECO = "o local informado"


def preencher(modelo: ModeloDeResposta, caso: Solicitacao, agora: datetime) -> str:
    """O texto do modelo com as variáveis trocadas; o que o pedido não tem some sem deixar buraco."""
    valores = {
        "servico": caso.versao_servico.nome,
        "endereco": caso.endereco or SEM_ENDERECO,
        "distrito": caso.distrito.nome if caso.distrito else "",
        "hoje": dia(agora),
        "prazo": dia(caso.vence_em),
        "unidade": caso.unidade.nome,
    }
    texto = VARIAVEL.sub(lambda achado: valores.get(achado[1], ""), modelo.texto)
    return re.sub(r"[ \t]{2,}", " ", texto).strip()
