"""O defeito que se conta ao Sentry leva a pilha e nada de quem pediu; sem endereço, nem se carrega."""

from __future__ import annotations

import subprocess
import sys
from typing import Any, override

import sentry_sdk
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport
from sentry_sdk.utils import event_from_exception

from sp156.metricas import defeitos

DSN = "https://chave@sentry.exemplo.gov.br/1"
CANARIOS = ("canaria@exemplo.gov.br", "529.982.247-25", "Zeferina", "CHAVE-SECRETA", "sessao-da-pessoa")


class Caixa(Transport):
    """Guarda o que iria pela rede."""

    def __init__(self) -> None:
        super().__init__()
        self.vistos: list[dict[str, Any]] = []

    @override
    def capture_envelope(self, envelope: Envelope) -> None:
        if defeito := envelope.get_event():
            self.vistos.append(dict(defeito))


def quebrar() -> None:
    nome = "Zeferina"  # uma variável da pilha
    raise ValueError(
        f"recusado para {CANARIOS[0]}, CPF {CANARIOS[1]}, em /acompanhar/1/CHAVE-SECRETA/", len(nome)
    )


def test_sai_a_pilha_e_nada_de_quem_pediu() -> None:
    caixa = Caixa()
    cliente = sentry_sdk.Client(**defeitos.opcoes(DSN), default_integrations=False, transport=caixa)
    try:
        quebrar()
    except ValueError as erro:
        visto, dica = event_from_exception(erro, client_options=cliente.options)
    visto["request"] = {
        "url": "https://x/acompanhar/1/CHAVE-SECRETA/",
        "method": "GET",
        "cookies": CANARIOS[4],
    }
    visto["user"] = {"email": CANARIOS[0]}
    visto["breadcrumbs"] = {"values": [{"message": "Zeferina"}]}
    assert cliente.capture_event(visto, hint=dica)
    (saiu,) = caixa.vistos
    assert [um["type"] for um in saiu["exception"]["values"]] == ["ValueError"]
    assert saiu["exception"]["values"][0]["stacktrace"]["frames"][-1]["function"] == "quebrar"
    assert saiu["request"] == {"method": "GET"}
    for canario in CANARIOS:
        assert canario not in _sem_codigo(saiu), canario


def _sem_codigo(saiu: dict[str, Any]) -> str:
    """O código do portal vai com a pilha; o deste teste, que escreve os canários, não é de ninguém."""
    for quadro in saiu["exception"]["values"][0]["stacktrace"]["frames"]:
        for parte in ("context_line", "pre_context", "post_context"):
            quadro.pop(parte, None)
    return str(saiu)


def test_sem_endereco_nem_se_carrega() -> None:
    dito = "import sys; from sp156.metricas.defeitos import ligar; ligar('')"
    dito += "; sys.exit('sentry_sdk' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", dito], check=False).returncode == 0
