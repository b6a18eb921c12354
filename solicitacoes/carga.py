"""Carga do que a equipe encontra pronto: modelos de resposta da cidade e escalonamentos."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.db import transaction

from contas.referencia import gravar_carga, ler_yaml
from solicitacoes.models import Escalonamento, ModeloDeResposta

DADOS = Path(__file__).parent / "dados"


@transaction.atomic
def carregar() -> dict[str, int]:
    """Grava o que vem com o projeto; rodar de novo não muda nada nem desfaz o que alguém editou."""
    contas: Counter[str] = Counter()
    for linha in _ler("escalonamentos.yaml"):
        chave = {"dias": linha["dias"], "quem": linha["quem"]}
        contas[f"escalonamentos: {gravar_carga(Escalonamento, chave, {})}"] += 1
    for linha in _ler("modelos_de_resposta.yaml"):
        chave = {
            "unidade": None,
            "servico": None,
            "ato": linha["ato"],
            "resultado": linha.get("resultado", ""),
            "nome": linha["nome"],
        }
        contas[f"modelos: {gravar_carga(ModeloDeResposta, chave, {'texto': linha['texto'].strip()})}"] += 1
    return dict(contas)


def _ler(arquivo: str) -> list[dict[str, Any]]:
    linhas: list[dict[str, Any]] = ler_yaml(DADOS / arquivo)
    return linhas
