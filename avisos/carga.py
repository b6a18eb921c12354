"""Carga dos modelos de aviso e da linha da cidade."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from avisos.models import Cidade, ModeloDeAviso
from contas.referencia import gravar_carga, ler_yaml

DADOS = Path(__file__).parent / "dados"


def carregar() -> dict[str, int]:
    """Grava a cidade e os modelos que vêm com o projeto; não toca no que uma pessoa editou."""
    contas: Counter[str] = Counter()
    cidade = ler_yaml(DADOS / "cidade.yaml")
    contas[f"cidade: {gravar_carga(Cidade, {'id': 1}, cidade)}"] += 1
    lidos = [ler_yaml(nome) for nome in sorted(DADOS.glob("modelos*.yaml"))]
    comuns = [variavel for lido in lidos for variavel in lido.get("comuns", [])]
    for modelo in (modelo for lido in lidos for modelo in lido["modelos"]):
        valores = {
            "nome": modelo["nome"],
            "quando": modelo["quando"],
            "assunto": modelo["assunto"],
            "texto": modelo["texto"].strip(),
            "variaveis": [
                *([] if modelo.get("sem_comuns") else comuns),
                *modelo.get("variaveis", []),
            ],
        }
        contas[f"modelos: {gravar_carga(ModeloDeAviso, {'chave': modelo['chave']}, valores)}"] += 1
    return dict(contas)
