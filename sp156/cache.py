"""O cache que não derruba ninguém: sem ele os limites deixam passar, e o fato fica registrado."""

from __future__ import annotations

import logging
from typing import Any, override

from django.core.cache.backends.redis import RedisCache
from redis import RedisError

registro = logging.getLogger(__name__)


class CacheTolerante(RedisCache):
    """Com o servidor fora do ar, responde como um cache vazio: entrar na conta não depende dele."""

    @override
    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ou("add", True, *args, **kwargs))

    @override
    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._ou("get", default, key, default, version)

    @override
    def set(self, *args: Any, **kwargs: Any) -> None:
        self._ou("set", None, *args, **kwargs)

    @override
    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ou("touch", False, *args, **kwargs))

    @override
    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ou("delete", False, *args, **kwargs))

    @override
    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ou("has_key", False, *args, **kwargs))

    def _ou(self, metodo: str, sem_cache: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(super(), metodo)(*args, **kwargs)
        except (RedisError, OSError):
            registro.exception("cache fora do ar: %s passou sem ele", metodo)
            return sem_cache
