"""Limites contra tentativas em série. O cache nunca está no caminho da correção: sem ele, passa."""

from __future__ import annotations

import logging

from django.core.cache import cache

registro = logging.getLogger(__name__)


def dentro_do_limite(nome: str, quem: str, *, vezes: int, segundos: int) -> bool:
    """Conta mais uma tentativa de `quem` e diz se ainda está dentro de `vezes` por `segundos`.

    Com o cache fora do ar devolve verdadeiro e registra o fato: melhor atender que fechar a porta.
    """
    chave = f"limite:{nome}:{quem}"
    try:
        cache.add(chave, 0, timeout=segundos)
        return int(cache.incr(chave)) <= vezes
    except ValueError:
        return True  # expirou entre as duas chamadas: a contagem recomeça
    except Exception:  # noqa: BLE001  sem cache a tentativa passa, e o fato fica registrado
        registro.exception("limite %s sem cache: a tentativa passou sem ser contada", nome)
        return True
