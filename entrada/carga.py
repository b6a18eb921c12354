"""Carga da exigência do segundo fator: nasce exigido de todo papel, com trinta dias para ligá-lo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from contas.models import ExigenciaDeSegundoFator
from referencia.tabelas import Origem


def carregar() -> dict[str, int]:
    """Cria a exigência que falta; a que existe, como quer que esteja, fica.

    Na demonstração ninguém é obrigado: a linha existe, sem data, para quem quiser experimentar.
    """
    papel: Any = ExigenciaDeSegundoFator._meta.get_field("papel")
    existentes = set(ExigenciaDeSegundoFator.objects.values_list("papel", flat=True))
    desde = None if settings.EMBUTIDO else timezone.localdate()
    faltam = [valor for valor, _ in papel.choices if valor not in existentes]
    novas = [ExigenciaDeSegundoFator(papel=p, desde=desde, origem=Origem.CARGA) for p in faltam]
    bulk_create_with_history(novas, ExigenciaDeSegundoFator)
    contas = {"exigências: criado": len(novas), "exigências: igual": len(existentes)}
    return {sorte: quantas for sorte, quantas in contas.items() if quantas}
