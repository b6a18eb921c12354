"""Carga dos modelos de aviso e da linha da cidade."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import yaml

from avisos.models import Cidade, ModeloDeAviso
from contas.referencia import gravar_carga

DADOS = Path(__file__).parent / "dados"


def carregar() -> dict[str, int]:
    """Grava a cidade e os modelos que vêm com o projeto; não toca no que uma pessoa editou."""
    contas: Counter[str] = Counter()
    cidade = yaml.safe_load((DADOS / "cidade.yaml").read_text(encoding="utf-8"))
    contas[f"cidade: {gravar_carga(Cidade, {'id': 1}, cidade)}"] += 1
    lidos = yaml.safe_load((DADOS / "modelos.yaml").read_text(encoding="utf-8"))
    for modelo in lidos["modelos"]:
        valores = {
            "nome": modelo["nome"],
            "quando": modelo["quando"],
            "assunto": modelo["assunto"],
            "texto": modelo["texto"].strip(),
            "variaveis": [
                *([] if modelo.get("sem_comuns") else lidos["comuns"]),
                *modelo.get("variaveis", []),
            ],
        }
        contas[f"modelos: {gravar_carga(ModeloDeAviso, {'chave': modelo['chave']}, valores)}"] += 1
    return dict(contas)
