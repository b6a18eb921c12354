"""O banco como o ambiente o diz, direto ou atrás de um pooler, e quanto cada processo espera por ele."""

from __future__ import annotations

from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

ESPERAS_MS = {"web": (3_000, 10_000), "fila": (10_000, 120_000), "comando": (30_000, 0)}
"""Processo → quanto espera por uma trava e por um comando; 0 não acaba. Quem atende alguém espera menos."""
SESSAO, TRANSACAO = "", "transacao"
"""O que se diz em `?pooler=`: a conexão é nossa, ou volta ao pooler no fim de cada transação."""


def do_ambiente(url: str, processo: str) -> dict[str, Any]:
    """O `DATABASES["default"]` do Django. `{processo}` na URL vira o tipo do processo.

    Atrás de um pooler (`?pooler=transacao`) nada pode ficar na sessão: nem os prazos, que ele recusaria ao
    partir e que passam a ser do pooler ou do papel (`implantacao/pgbouncer`), nem os cursores do servidor.
    """
    banco: dict[str, Any] = {
        **dj_database_url.parse(
            url.replace("{processo}", processo), conn_max_age=600, conn_health_checks=True
        ),
        "ATOMIC_REQUESTS": False,
    }
    opcoes = banco.setdefault("OPTIONS", {})
    pooler = opcoes.pop("pooler", SESSAO)
    if pooler not in {SESSAO, TRANSACAO}:
        raise ImproperlyConfigured(f"Em DATABASE_URL, pooler só pode ser {TRANSACAO}.")
    opcoes |= {
        "connect_timeout": 3,
        "tcp_user_timeout": 10_000,
        "application_name": f"sp156-{processo}",
    }
    if pooler == TRANSACAO:
        banco["DISABLE_SERVER_SIDE_CURSORS"] = True
    else:
        trava, comando = ESPERAS_MS[processo]
        opcoes["options"] = f"-c lock_timeout={trava} -c statement_timeout={comando}"
    return banco
