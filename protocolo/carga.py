"""Carga do calendário, dos prazos legais, dos tempos de guarda e dos lembretes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from protocolo.calendario import DO_PROJETO
from protocolo.models import DiaNaoUtil, PrazoLegal, Retencao
from protocolo.rotinas.lembretes import Lembrete
from referencia.tabelas import Linha, Tabela, carregar_tabelas, ler_yaml


def carregar() -> dict[str, int]:
    """Os dias não úteis, os prazos e os tempos de guarda que vêm com o projeto."""
    prazos, guarda = (DO_PROJETO.with_name(f"{nome}.yaml") for nome in ("prazos_legais", "retencoes"))
    return carregar_tabelas(
        Tabela("dias", DiaNaoUtil, ("data",), partial(ler_yaml, DO_PROJETO)),
        Tabela("prazos", PrazoLegal, ("chave", "vigente_de"), partial(ler_yaml, prazos)),
        Tabela(
            "tempos de guarda", Retencao, ("processo", "situacao"), partial(ler_yaml, guarda), refazer=False
        ),
    )


def carregar_lembretes(modelo: type[Lembrete], arquivo: Path) -> dict[str, int]:
    """Os lembretes de um processo que vêm com o projeto."""

    def linhas() -> list[Linha]:
        return [{"repete_a_cada": 0, **linha} for linha in ler_yaml(arquivo)]

    return carregar_tabelas(Tabela("lembretes", modelo, ("quem", "dias"), linhas))
