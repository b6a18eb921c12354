"""O que a página de um caso tem em qualquer mesa: os endereços, a história, se há contato a mostrar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from mesas.historia import VISTAS, historia

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest

    from contas.models import Interessado
    from protocolo.models import Andamento


def de_volta(usados: Mapping[str, str]) -> str:
    """O que leva adiante os filtros da lista de onde se veio, em cada endereço da página: `?volta=…`."""
    return f"?{urlencode({'volta': urlencode(usados)})}" if usados else ""


def enderecos_da_pagina(
    request: HttpRequest, pagina: str, lista: str, usados: Mapping[str, str]
) -> dict[str, str]:
    """A página de um caso, o que se faz nela e a lista de onde se veio, com os filtros que ela tinha.

    `pagina` vai sem a consulta, para quem a troca; `ato` é o da página em que se está.
    """
    consulta = de_volta(usados)
    daqui = {nome: f"{pagina}{nome}/{consulta}" for nome in ("contato", "anotar")}
    onde = {"pagina": pagina, "pedido": f"{pagina}{consulta}", "ato": f"{request.path}{consulta}"}
    return {**daqui, **onde, "lista": lista, "consulta": consulta, "volta": urlencode(usados)}


def da_historia(request: HttpRequest, passados: Sequence[Andamento]) -> dict[str, Any]:
    """A história na vista que o endereço pede."""
    vista = request.GET.get("historia", "")
    vista = vista if vista in VISTAS else ""
    return {"vista": vista, "vistas": VISTAS.items(), "historia": historia(passados, vista=vista)}


def tem_contato(parte: Interessado | None) -> bool:
    """Há o que mostrar: parte identificada, sem selo e ainda não anonimizada."""
    return parte is not None and not (parte.anonimo or parte.selado_em or parte.anonimizado_em)
