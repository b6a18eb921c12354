"""As travas do banco que não são de uma linha: os números, aqui para nenhum se repetir, e como se pegam.

São da transação, e só dela: atrás de um pooler a sessão não é de ninguém. O que dura mais é uma linha com
prazo, como `avisos.canais.vez`.
"""

from __future__ import annotations

from enum import IntEnum, unique

from django.db import connection


@unique
class Trava(IntEnum):
    """O que se faz um de cada vez. Nenhum número muda: numa atualização, a versão de antes ainda o pede."""

    REGRAS = 156_003
    """Mudar regras de rota, unidades ou o território."""
    TERRITORIO = 1_560_012
    """Importar o território."""
    CELULAR = 1_560_055
    """Provar um celular; o segundo número vem do dele."""
    DISTRIBUICAO = 1_560_058
    """Dar as conversas da fila a quem atende: duas juntas encheriam alguém além do limite."""
    COPIA = 1_560_079
    """Guardar, restaurar ou ensaiar uma cópia: enquanto dura, numa ligação à parte (`sp156.copia.banco`)."""
    HISTORICO = 1_562_015
    """Importar pedidos antigos: duas importações alternam lotes, e cada uma vê o que a outra já gravou."""
    DADOS_ABERTOS = 1_560_084
    """Fazer um arquivo de dados abertos: o segundo, de volta, acha a versão que o primeiro fez."""
    SIGILO = 1_560_088
    """Publicar um serviço, que pode sair sigiloso; o segundo número é o dele. Quem abre pedidos vem junto."""


def esperar_a_vez(*numeros: int, junto: bool = False) -> None:
    """Pega a trava até o fim da transação; os que vêm `junto` não se esperam entre si."""
    _pedir(f"pg_advisory_xact_lock{'_shared' if junto else ''}", numeros)


def tentar(*numeros: int) -> bool:
    """O mesmo sem esperar: falso se ela é de outro."""
    return _pedir("pg_try_advisory_xact_lock", numeros)


def _pedir(funcao: str, numeros: tuple[int, ...]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {funcao}({', '.join(['%s'] * len(numeros))})", numeros)
        (resposta,) = cursor.fetchone() or (False,)
    return bool(resposta)
