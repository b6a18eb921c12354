"""Os defeitos contados a um Sentry, ou a quem fale como ele (GlitchTip): a pilha, e nada de quem pediu."""

from __future__ import annotations

import json
from typing import Any

from sp156.logs import sem_ninguem

NAO_SAEM = ("user", "breadcrumbs", "extra", "server_name")


def ligar(dsn: str) -> None:
    """Sem endereço (SENTRY_DSN) a biblioteca nem se carrega."""
    if dsn:
        import sentry_sdk  # noqa: PLC0415 - só quem o liga paga por ele

        sentry_sdk.init(**opcoes(dsn))


def opcoes(dsn: str) -> dict[str, Any]:
    """Nem as variáveis, nem os passos de antes, nem o tempo das páginas: só os defeitos."""
    return {
        "dsn": dsn,
        "include_local_variables": False,
        "max_breadcrumbs": 0,
        "auto_session_tracking": False,
        "before_send": sem_quem_pediu,
    }


def sem_quem_pediu(defeito: dict[str, Any], _de_onde: dict[str, Any]) -> dict[str, Any]:
    """Do pedido fica o método: o endereço pode levar uma chave, e os cabeçalhos, a sessão."""
    fica = {nome: valor for nome, valor in defeito.items() if nome not in NAO_SAEM}
    if pedido := fica.pop("request", None):
        fica["request"] = {"method": pedido.get("method", "")}
    limpo: dict[str, Any] = json.loads(sem_ninguem(json.dumps(fica, default=str)))
    return limpo
