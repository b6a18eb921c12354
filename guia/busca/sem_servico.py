"""O que se escreve e não é de serviço nenhum: o insulto e a bobagem (dados/sem_servico.yaml)."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from guia.busca.expressoes import Condicao, condicao, em_palavras
from guia.busca.ordem import SEM_PESO
from guia.busca.sinonimos import igual
from guia.conteudo.leitura import DADOS
from referencia.tabelas import ler_yaml

ARQUIVO = DADOS / "sem_servico.yaml"


class SemServico(StrEnum):
    """O que é a busca que não é de serviço nenhum."""

    INSULTO = "insulto"
    BOBAGEM = "bobagem"


def qual(busca: str) -> SemServico | None:
    """Qual dos dois, se a busca inteira é dele; quem xinga e conta um problema conta um problema."""
    palavras = em_palavras(busca)
    return next((um for um in SemServico if _e_so(um, palavras)), None)


def _e_so(um: SemServico, palavras: list[str]) -> bool:
    expressoes, junto = _dados()[um]
    lugares = expressoes.lugares(palavras)
    outras = (palavra for n, palavra in enumerate(palavras) if n not in lugares)
    return bool(lugares) and all(p in SEM_PESO or any(igual(j, p) for j in junto) for p in outras)


@cache
def _dados() -> dict[SemServico, tuple[Condicao, tuple[str, ...]]]:
    dados = ler_yaml(ARQUIVO)
    return {
        um: (condicao(tuple(dados[um]["quando"])), tuple(map(str, dados[um]["junto"]))) for um in SemServico
    }
