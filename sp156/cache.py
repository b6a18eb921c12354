"""O cache que não derruba ninguém: sem ele os limites deixam passar, e o fato fica registrado."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, override

from django.core.cache.backends.redis import RedisCache
from redis import RedisError

registro = logging.getLogger(__name__)


def _ou(metodo: str, sem_cache: Any) -> Callable[..., Any]:
    """O método do Django; com o servidor fora do ar, responde `sem_cache` e o fato fica registrado."""

    def tentar(cache: RedisCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(RedisCache, metodo)(cache, *args, **kwargs)
        except (RedisError, OSError):
            registro.exception("cache fora do ar: %s passou sem ele", metodo)
            return sem_cache

    return tentar


class CacheTolerante(RedisCache):
    """Com o servidor fora do ar, responde como um cache vazio: entrar na conta não depende dele."""

    add = _ou("add", True)
    set = _ou("set", None)
    touch = _ou("touch", False)
    delete = _ou("delete", False)
    get_many = _ou("get_many", {})
    has_key = _ou("has_key", False)

    @override
    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return _ou("get", default)(self, key, default, version)
