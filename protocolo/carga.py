"""Carga do calendário, dos prazos legais e dos lembretes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from contas.referencia import gravar_carga, ler_yaml
from protocolo.models import DiaNaoUtil, PrazoLegal

if TYPE_CHECKING:
    from protocolo.lembretes import Lembrete

DADOS = Path(__file__).parent / "dados"


def _ler(arquivo: str) -> list[dict[str, Any]]:
    linhas: list[dict[str, Any]] = ler_yaml(DADOS / arquivo)
    return linhas


def carregar() -> dict[str, int]:
    """Grava os dias não úteis e os prazos que vêm com o projeto; não toca no que foi editado."""
    contas: Counter[str] = Counter()
    for dia in _ler("dias_nao_uteis.yaml"):
        chave = {"data": dia.pop("data")}
        contas[f"dias: {gravar_carga(DiaNaoUtil, chave, dia)}"] += 1
    for prazo in _ler("prazos_legais.yaml"):
        chave = {"chave": prazo.pop("chave"), "vigente_de": prazo.pop("vigente_de")}
        contas[f"prazos: {gravar_carga(PrazoLegal, chave, prazo)}"] += 1
    return dict(contas)


@transaction.atomic
def carregar_lembretes(modelo: type[Lembrete], arquivo: Path) -> dict[str, int]:
    """Grava os lembretes de um processo; rodar de novo não muda nada nem desfaz o que alguém editou."""
    contas: Counter[str] = Counter()
    for linha in ler_yaml(arquivo):
        chave = {"quem": linha["quem"], "dias": linha["dias"]}
        valores = {"repete_a_cada": linha.get("repete_a_cada", 0)}
        contas[f"lembretes: {gravar_carga(modelo, chave, valores)}"] += 1
    return dict(contas)
