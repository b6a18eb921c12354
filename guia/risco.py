"""Em que serviços pode haver risco para alguém: neles se diz, antes de pedir, a quem ligar."""

from __future__ import annotations

from functools import cache

from guia.conteudo.leitura import DADOS
from guia.models import Servico, VersaoDoServico
from guia.perguntas import ha_perigo
from referencia.tabelas import ler_yaml

ARQUIVO = DADOS / "riscos.yaml"


def pode_haver_risco(servico: Servico, versao: VersaoDoServico) -> bool:
    """Uma resposta possível diz que há perigo, ou o serviço está na lista dos que se reviram."""
    return ha_perigo(versao.perguntas) or servico.codigo in codigos()


@cache
def codigos() -> frozenset[int]:
    """Os códigos dos serviços da lista."""
    return frozenset(linha["codigo"] for linha in ler_yaml(ARQUIVO))
