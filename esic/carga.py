"""Carga do que o acesso à informação encontra pronto: os lembretes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from django.db import transaction

from contas.referencia import gravar_carga, ler_yaml
from esic.models import Lembrete

LEMBRETES = Path(__file__).parent / "dados" / "lembretes.yaml"


@transaction.atomic
def carregar() -> dict[str, int]:
    """Grava o que vem com o projeto; rodar de novo não muda nada nem desfaz o que alguém editou."""
    contas: Counter[str] = Counter()
    for linha in ler_yaml(LEMBRETES):
        chave = {"quem": linha["quem"], "dias": linha["dias"]}
        valores = {"repete_a_cada": linha.get("repete_a_cada", 0)}
        contas[f"lembretes: {gravar_carga(Lembrete, chave, valores)}"] += 1
    return dict(contas)
