"""Carga do calendário e dos prazos legais."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from contas.referencia import Tabela, carregar_tabelas, ler_yaml
from protocolo.models import DiaNaoUtil, PrazoLegal

DADOS = Path(__file__).parent / "dados"


def carregar() -> dict[str, int]:
    """Os dias não úteis e os prazos que vêm com o projeto."""
    dias = partial(ler_yaml, DADOS / "dias_nao_uteis.yaml")
    prazos = partial(ler_yaml, DADOS / "prazos_legais.yaml")
    return carregar_tabelas(
        Tabela("dias", DiaNaoUtil, ("data",), dias),
        Tabela("prazos", PrazoLegal, ("chave", "vigente_de"), prazos),
    )
